"""What goes with a release: the licences of what is shipped, and its bill of materials."""
