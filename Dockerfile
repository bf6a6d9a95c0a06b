# One image for web, worker, beat and migrate; docker-compose.yml says which of them a container is.
FROM python:3.11-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    VAR_DIR=/var/lib/course \
    STATIC_ROOT=/srv/static

WORKDIR /srv/course

RUN groupadd --gid 10001 course \
    && useradd --uid 10001 --gid course --no-create-home --home-dir /var/lib/course --shell /usr/sbin/nologin course \
    && install --directory --owner course --group course /var/lib/course /var/lib/course/media

COPY requirements.lock ./
RUN pip install --require-hashes --only-binary :all: --requirement requirements.lock \
    && python -m compileall -q /usr/local/lib/python3.11/site-packages

COPY . .
# These values serve this one command; the product refuses to start without real ones.
RUN SECRET_KEY=build BASE_URL=https://build.invalid CONTACT_EMAIL=build@build.invalid \
    FIELD_KEYS=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= \
    python manage.py collectstatic --no-input --verbosity 0

USER 10001:10001
VOLUME ["/var/lib/course"]
EXPOSE 8000
ENV WEB_BIND=0.0.0.0:8000
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py", "mlsafety_course.wsgi"]
