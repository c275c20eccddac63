"""The hub over HTTP, /v1: what each path takes and answers. The work is done one floor below."""
