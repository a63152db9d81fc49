# One image for web, worker, beat and migrate; docker-compose.yml says which is which.
FROM python:3.11-slim-bookworm AS build
# With files in an S3-compatible store: docker compose build --build-arg LOCK=requirements-s3.lock
ARG LOCK=requirements.lock
WORKDIR /app
COPY requirements.lock requirements-s3.lock requirements-node.lock package.json package-lock.json .npmrc ./
RUN python -m venv /venv \
    && /venv/bin/python -m pip install --no-cache-dir --require-hashes -r "$LOCK"
RUN python -m venv /node \
    && /node/bin/python -m pip install --no-cache-dir --require-hashes -r requirements-node.lock \
    && PATH="/node/bin:$PATH" npm ci --omit=dev --ignore-scripts
COPY . .
# Collecting asks no database and signs nothing; the values only let the settings be read.
RUN LOCAL_DIR=/app/local SECRET_KEY=unused REDIS_URL=redis://unused \
    DATABASE_URL=postgresql://unused/unused DATABASE_OWNER_URL=postgresql://unused/unused \
    /venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
    && rm -rf node_modules && mkdir -p local/outbox local/files local/erasures

FROM python:3.11-slim-bookworm
ENV PATH="/venv/bin:$PATH" PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/tmp LOCAL_DIR=/app/local
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build /app /app
RUN chown -R 10001:10001 /app/local/outbox /app/local/files /app/local/erasures
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/ready', timeout=4)"]
CMD ["python", "-m", "uvicorn", "hls_platform.asgi:application", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--no-access-log", "--log-level", "warning", "--timeout-graceful-shutdown", "5"]
