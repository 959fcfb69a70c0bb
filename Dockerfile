# The page where anybody can paste a brief. Runs as nobody in particular, on a file system that may be read-only; /tmp takes uploads.
#   docker build -t briefprism . && docker run --rm --read-only --tmpfs /tmp -p 127.0.0.1:8000:8000 briefprism

FROM python:3.12-slim-bookworm AS build
# durable-rules comes as source; its compiler stays in this stage.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends gcc libc6-dev \
 && rm -rf /var/lib/apt/lists/*
COPY pyproject.toml README.md LICENSE NOTICE /src/
COPY briefprism /src/briefprism
COPY examples /src/examples
RUN python -m venv /opt/briefprism \
 && /opt/briefprism/bin/pip install --no-cache-dir --compile '/src[web,xlsx,pdf]'

FROM python:3.12-slim-bookworm
# Pango sets the PDF; the fonts are for what it prints.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin briefprism
COPY --from=build /opt/briefprism /opt/briefprism
USER 10001:10001
WORKDIR /tmp
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 HOME=/tmp
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
  CMD ["/opt/briefprism/bin/python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
ENTRYPOINT ["/opt/briefprism/bin/briefprism"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
