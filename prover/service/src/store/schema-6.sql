-- The selector of the key that a job was taken for; empty where its claim names one.
ALTER TABLE jobs ADD COLUMN selector TEXT NOT NULL DEFAULT '';

-- The name of the object that has the ciphertext, or the result, where these are kept beside the database.
ALTER TABLE inputs ADD COLUMN object TEXT;
ALTER TABLE results ADD COLUMN object TEXT;
CREATE INDEX inputs_by_object ON inputs (object) WHERE object IS NOT NULL;
CREATE INDEX results_by_object ON results (object) WHERE object IS NOT NULL;
