"""The addresses of funders."""

from django.urls import URLPattern

app_name = "funders"
urlpatterns: list[URLPattern] = []
