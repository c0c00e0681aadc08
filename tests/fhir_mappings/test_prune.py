import pytest

from fhir_mappings.prune import CONCEPT, QUANTITY, pruned


@pytest.mark.parametrize("empty", [None, "", "   ", [], {}, [None], [""], [{}], [{}, None, " "]])
def test_empty_elements_are_left_out(empty):
    assert pruned({"status": empty}, {"status": None}) == {}


@pytest.mark.parametrize("value", [0, False, 3.5, "final", {"odd": 1}, ["a", "b"]])
def test_an_element_that_holds_something_is_kept_whatever_its_shape(value):
    assert pruned({"status": value}, {"status": None}) == {"status": value}


def test_elements_that_are_not_read_are_left_out_on_every_level():
    code = {
        "text": "B2M",
        "extension": [{}],
        "coding": [{"system": "s", "code": "c", "display": "d", "userSelected": True}],
    }

    kept = pruned({"code": code, "_code": {}, "vendor": 1}, {"code": CONCEPT})

    assert kept == {"code": {"coding": [{"system": "s", "code": "c"}]}}


def test_outer_blanks_of_text_are_removed():
    value = {"value": 3.5, "unit": " mg/L\n", "code": ["  "]}

    kept = pruned({"valueQuantity": value}, {"valueQuantity": QUANTITY})

    assert kept == {"valueQuantity": {"value": 3.5, "unit": "mg/L"}}


def test_null_entries_of_a_list_are_left_out_and_the_others_kept():
    coding = [None, {"code": None}, {"code": "c"}, "", "odd"]

    assert pruned({"code": {"coding": coding}}, {"code": CONCEPT}) == {
        "code": {"coding": [{"code": "c"}, "odd"]}
    }


@pytest.mark.parametrize("odd", ["text", 5, [["a"]]])
def test_a_value_of_another_shape_is_kept_for_the_model_to_refuse(odd):
    assert pruned({"code": odd}, {"code": CONCEPT}) == {"code": odd}


def test_lists_nested_beyond_pythons_recursion_limit_do_no_harm():
    nested: list[object] = ["innermost"]
    for _ in range(5000):
        nested = [nested]

    kept = pruned({"code": nested}, {"code": CONCEPT})

    assert kept["code"][0] is nested[0]


def test_the_resource_itself_stays_as_it_was():
    resource = {"code": {"coding": [{"code": " c ", "display": "d"}], "text": ""}}

    pruned(resource, {"code": CONCEPT})

    assert resource == {"code": {"coding": [{"code": " c ", "display": "d"}], "text": ""}}
