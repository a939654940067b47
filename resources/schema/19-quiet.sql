-- Answers without events whose marks moved on, and which no other index has confirmed.
ALTER TABLE job_stream ADD COLUMN quiet INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job_page ADD COLUMN quiet INTEGER NOT NULL DEFAULT 0;
