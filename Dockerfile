# The service in production form: gunicorn as a user without rights, nothing but the locked packages.
#
#   docker build -t b2m-cds .
#   docker run --rm -p 8080:8080 -v ./b2m-cds.toml:/etc/b2m-cds.toml:ro \
#       -e B2M_CDS_CONFIG=/etc/b2m-cds.toml b2m-cds
#
# Off loopback the service starts only once the settings name a trust mode.

FROM python:3.11.14-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/build && python -m venv --without-pip /opt/b2m-cds
WORKDIR /src
COPY requirements.lock requirements-build.lock ./
RUN /opt/build/bin/pip install --require-hashes --requirement requirements-build.lock \
    && /opt/build/bin/pip --python /opt/b2m-cds/bin/python install --require-hashes --requirement requirements.lock
COPY . .
RUN /opt/build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /dist . \
    && /opt/build/bin/pip --python /opt/b2m-cds/bin/python install --no-deps --no-index /dist/*.whl \
    && /opt/b2m-cds/bin/python -m compileall -q /opt/b2m-cds/lib

FROM python:3.11.14-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin b2m-cds \
    && install -d -o b2m-cds -m 700 /var/lib/b2m-cds
COPY --from=build /opt/b2m-cds /opt/b2m-cds
ENV PATH=/opt/b2m-cds/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    B2M_CDS_STORE_URL=sqlite:////var/lib/b2m-cds/b2m-cds.sqlite
# Feedback is kept here: mount a volume, or name a PostgreSQL in store.url.
VOLUME /var/lib/b2m-cds
USER 10001
WORKDIR /opt/b2m-cds
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8080/livez', timeout=2).close()"]
ENTRYPOINT ["b2m-cds"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8080"]
