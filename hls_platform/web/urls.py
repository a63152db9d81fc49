"""The frame's own addresses."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
