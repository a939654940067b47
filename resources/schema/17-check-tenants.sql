-- The last checks of one tenant, or of all of them, without reading those of every other.
CREATE INDEX check_run_tenant ON check_run(tenant);
