"""Files: kept under LOCAL_DIR, or in an S3-compatible store where the environment names a bucket."""

import json
from functools import cache
from typing import Any

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from moto import mock_aws

from tests.hls_platform.test_settings import NEEDED, read_with

BUCKET = {
    "FILES_BUCKET": "learning-together",
    "FILES_ACCESS_KEY": "a",
    "FILES_SECRET_KEY": "b",
    "FILES_REGION": "us-east-1",
}


@cache
def _told(environment: frozenset[tuple[str, str]]) -> dict[str, Any]:
    return json.loads(read_with({**NEEDED, **dict(environment)}, "STORAGES", "MEDIA_ROOT").stdout)


def the_store(environment: dict[str, str]) -> dict[str, Any]:
    """The default storage's settings, in an environment."""
    return _told(frozenset(environment.items()))["STORAGES"]["default"]


@pytest.fixture
def bucket(settings: Any) -> Any:
    """A store of the kind that Amazon's is, in this process, and the platform's settings for it."""
    with mock_aws():
        there = boto3.resource("s3", region_name="us-east-1").create_bucket(Bucket=BUCKET["FILES_BUCKET"])
        settings.STORAGES = settings.STORAGES | {"default": the_store(BUCKET)}
        yield there


def test_a_file_is_put_into_the_bucket_read_back_and_taken_out(bucket):
    name = default_storage.save("reports/7.pdf", ContentFile(b"%PDF words"))
    assert [each.key for each in bucket.objects.all()] == [name]
    assert default_storage.open(name).read() == b"%PDF words"
    again = default_storage.save("reports/7.pdf", ContentFile(b"other words"))
    assert again != name  # nothing is written over
    default_storage.delete(name)
    assert not default_storage.exists(name)
    assert default_storage.exists(again)


def test_nobody_reads_it_without_an_address_that_soon_leads_nowhere(bucket):
    name = default_storage.save("picture.png", ContentFile(b"x"))
    grants = bucket.Object(name).Acl().grants
    assert all(grant["Grantee"]["Type"] == "CanonicalUser" for grant in grants)  # no group, so not the public
    address = default_storage.url(name)
    assert "X-Amz-Signature=" in address
    assert "X-Amz-Expires=60" in address


def test_another_store_of_the_kind_is_named_by_its_address():
    told = the_store(BUCKET | {"FILES_ENDPOINT": "https://s3.example.org", "FILES_REGION": "here"})
    assert told["OPTIONS"]["endpoint_url"] == "https://s3.example.org"
    assert told["OPTIONS"]["region_name"] == "here"


def test_without_a_bucket_files_are_kept_here_for_us_alone(settings, tmp_path):
    here = {"LOCAL_DIR": "/somewhere"}
    settings.STORAGES = settings.STORAGES | {"default": the_store(here)}
    settings.MEDIA_ROOT = tmp_path / "files"
    name = default_storage.save("reports/7.pdf", ContentFile(b"words"))
    assert (tmp_path / "files" / name).stat().st_mode & 0o077 == 0
    assert (tmp_path / "files" / "reports").stat().st_mode & 0o077 == 0
    assert _told(frozenset(here.items()))["MEDIA_ROOT"] == "/somewhere/files"
