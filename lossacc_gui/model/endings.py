"""The endings of files of ours."""

PROJECT = ".lossacc"
