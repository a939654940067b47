-- What another process requests of a running job is a request everywhere else, too.
ALTER TABLE job_run RENAME COLUMN wish TO request;
