-- The checksum of each page's lines as they are in the files. Pages from earlier versions have
-- the checksum of no lines at all, which no check accepts.
ALTER TABLE job_page ADD COLUMN lines_crc TEXT NOT NULL DEFAULT '0000000000000000';
