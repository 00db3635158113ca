/** Written into the file; one with another version is set aside and copied anew. */
export const schemaVersion = 5;

/**
 * A copy is one source as it was at commit `mark`. It is built beside the one that serves, takes its
 * place when it has caught up, and is purged piece by piece once dropped. `swept` is the source's last
 * swept commit when the copy was begun: it needs no tombstone from before.
 * `postings` holds the sparse terms' ids as ASCII tokens (t123), since FTS5's own tokenizers split
 * Korean differently, and the copy (c7), so that a search can be limited to it. It keeps no text.
 * `answers` are the cached ones, each as the JSON of a CachedAnswer.
 * `leases` has one row: the newest lease to write to the file.
 */
export const schema = `
  CREATE TABLE copies (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    collection TEXT NOT NULL,
    tenant TEXT NOT NULL,
    corpus TEXT NOT NULL,
    source TEXT NOT NULL,
    since TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'building' CHECK (state IN ('building', 'serving', 'dropped')),
    mark INTEGER NOT NULL DEFAULT 0,
    swept INTEGER NOT NULL,
    known INTEGER NOT NULL,
    syncedAt TEXT NOT NULL DEFAULT ''
  ) STRICT;
  CREATE TABLE leases (lease INTEGER NOT NULL, renewedAt INTEGER NOT NULL) STRICT;
  INSERT INTO leases VALUES (0, 0);
  CREATE TABLE passages (
    row INTEGER PRIMARY KEY,
    copy INTEGER NOT NULL,
    id TEXT NOT NULL,
    document TEXT NOT NULL,
    version INTEGER NOT NULL,
    title TEXT NOT NULL,
    heading TEXT NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    tokens INTEGER NOT NULL,
    text TEXT NOT NULL,
    terms BLOB NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX passagesById ON passages (copy, id);
  CREATE INDEX passagesByDocument ON passages (copy, document);
  CREATE VIRTUAL TABLE postings USING fts5(
    copy, terms, content = '', contentless_delete = 1, tokenize = 'ascii'
  );
  CREATE VIRTUAL TABLE frequencies USING fts5vocab(postings, 'row');
  CREATE TABLE answers (
    questionKey TEXT PRIMARY KEY,
    tenant TEXT NOT NULL,
    corpus TEXT NOT NULL,
    closedAt TEXT NOT NULL,
    answer TEXT NOT NULL
  ) STRICT;
  CREATE INDEX answersByCorpus ON answers (tenant, corpus);
  CREATE INDEX answersByAge ON answers (closedAt);
  PRAGMA user_version = ${schemaVersion};
`;
