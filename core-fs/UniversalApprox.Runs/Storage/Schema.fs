/// The tables of a run file, for the program, and its views, for people. `cmdlets/docs/run-files.md` describes both.
module internal UniversalApprox.Runs.Schema

/// In the header of every run file: "UApr".
let applicationId = 0x55417072L

/// Tables. A piece of work has one address in every run of the same plan, so files of several machines can be merged: dataset by
/// its hash, then kind, activation, units, step and number.
let private tables =
    """
CREATE TABLE sessions (
  id INTEGER PRIMARY KEY, started TEXT NOT NULL, ended TEXT, product TEXT NOT NULL, runtime TEXT NOT NULL,
  machine TEXT NOT NULL, system TEXT NOT NULL, process INTEGER NOT NULL, cores INTEGER NOT NULL, vector_bits INTEGER NOT NULL);

CREATE TABLE datasets (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, hash TEXT NOT NULL, points INTEGER NOT NULL, inputs INTEGER NOT NULL,
  output_name TEXT NOT NULL, origin TEXT);

CREATE TABLE data_columns (
  dataset INTEGER NOT NULL REFERENCES datasets, position INTEGER NOT NULL, role TEXT NOT NULL, name TEXT NOT NULL,
  numbers BLOB NOT NULL, PRIMARY KEY (dataset, position)) WITHOUT ROWID;

CREATE TABLE runs (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, dataset INTEGER REFERENCES datasets, name TEXT NOT NULL, seed TEXT NOT NULL,
  options TEXT NOT NULL, product TEXT NOT NULL, vector_bits INTEGER NOT NULL, started TEXT NOT NULL, written TEXT NOT NULL,
  ended TEXT, of_jobs INTEGER, answer TEXT, UNIQUE (kind, dataset, name));

CREATE TABLE jobs (
  run INTEGER NOT NULL REFERENCES runs, activation TEXT NOT NULL, units INTEGER NOT NULL, step TEXT NOT NULL,
  number INTEGER NOT NULL, session INTEGER NOT NULL REFERENCES sessions, written TEXT NOT NULL,
  PRIMARY KEY (run, activation, units, step, number)) WITHOUT ROWID;

CREATE TABLE trainings (
  run INTEGER NOT NULL, activation TEXT NOT NULL, units INTEGER NOT NULL, step TEXT NOT NULL, number INTEGER NOT NULL,
  role TEXT NOT NULL, restart INTEGER NOT NULL, trained_as TEXT NOT NULL, parameters BLOB NOT NULL, start BLOB NOT NULL,
  iterations INTEGER NOT NULL, stop TEXT NOT NULL, history BLOB NOT NULL, ticks INTEGER NOT NULL, sse REAL, rmse REAL,
  formula TEXT NOT NULL, PRIMARY KEY (run, activation, units, step, number, role, restart),
  FOREIGN KEY (run, activation, units, step, number) REFERENCES jobs);

CREATE TABLE validations (
  run INTEGER NOT NULL, activation TEXT NOT NULL, units INTEGER NOT NULL, step TEXT NOT NULL, number INTEGER NOT NULL,
  trained_as TEXT NOT NULL, parameters BLOB NOT NULL, squares BLOB NOT NULL, points INTEGER NOT NULL, sum_of_squares REAL,
  formula TEXT NOT NULL, PRIMARY KEY (run, activation, units, step, number),
  FOREIGN KEY (run, activation, units, step, number) REFERENCES jobs) WITHOUT ROWID;

CREATE TABLE chains (
  run INTEGER PRIMARY KEY REFERENCES runs, parameters TEXT NOT NULL, ensembles INTEGER NOT NULL, thin INTEGER NOT NULL,
  steps_before INTEGER NOT NULL, start TEXT NOT NULL, step INTEGER NOT NULL, of_steps INTEGER NOT NULL, state TEXT,
  stop TEXT, ticks INTEGER NOT NULL);

CREATE TABLE blocks (
  run INTEGER NOT NULL REFERENCES chains, block INTEGER NOT NULL, ensemble INTEGER NOT NULL, first_kept INTEGER NOT NULL,
  kept INTEGER NOT NULL, walkers INTEGER NOT NULL, dimension INTEGER NOT NULL, draws BLOB NOT NULL, log_density BLOB NOT NULL,
  statistics BLOB NOT NULL, counts TEXT NOT NULL, session INTEGER NOT NULL REFERENCES sessions, written TEXT NOT NULL,
  PRIMARY KEY (run, block, ensemble));

CREATE TABLE chain_summaries (
  run INTEGER NOT NULL REFERENCES chains, position INTEGER NOT NULL, parameter TEXT NOT NULL, mean REAL, sd REAL, median REAL,
  lower REAL, upper REAL, rhat REAL, effective_samples REAL, PRIMARY KEY (run, position)) WITHOUT ROWID;
"""

/// SQL for the number whose 8 bytes, as 16 hexadecimal digits from the lowest byte on, are in the column h.
let private real =
    let digit place = $"(instr('0123456789ABCDEF', substr(h, {place}, 1)) - 1)"
    let byte index = $"({digit (2 * index + 1)} * 16 + {digit (2 * index + 2)})"
    let exponent = $"(({byte 7} & 127) * 16 + {byte 6} / 16)"

    let mantissa =
        [ 5..-1..0 ] |> List.fold (fun sum index -> $"({sum} * 256 + {byte index})") $"({byte 6} & 15)"

    let sign = $"(CASE WHEN {byte 7} > 127 THEN -1.0 ELSE 1.0 END)"

    $"""CASE WHEN {exponent} = 2047 THEN CASE WHEN {mantissa} = 0 THEN {sign} * 9e999 END
    WHEN {exponent} = 0 THEN {sign} * {mantissa} * pow(2.0, -537) * pow(2.0, -537)
    ELSE {sign} * (4503599627370496 + {mantissa}) * pow(2.0, {exponent} - 1075) END"""

let private views =
    $"""
CREATE VIEW points AS
WITH RECURSIVE row (dataset, position, point) AS (
  SELECT dataset, position, 1 FROM data_columns UNION ALL
  SELECT row.dataset, row.position, point + 1 FROM row JOIN datasets ON datasets.id = row.dataset WHERE point < points),
digits AS (
  SELECT dataset, position, point, role, name, hex(substr(numbers, 8 * point - 7, 8)) AS h
  FROM row JOIN data_columns USING (dataset, position))
SELECT datasets.name AS data, point, role, digits.name AS column, {real} AS value
FROM digits JOIN datasets ON datasets.id = digits.dataset;

CREATE VIEW fits AS
SELECT datasets.name AS data, t.activation, t.units, t.restart,
  CASE WHEN t.restart >= json_extract(runs.options, '$.Plan.Restarts') THEN 'search' ELSE 'restart' END AS kind,
  t.rmse, t.sse, t.iterations, t.stop, t.ticks / 10000.0 AS milliseconds, t.trained_as, t.formula
FROM trainings t JOIN runs ON runs.id = t.run JOIN datasets ON datasets.id = runs.dataset
WHERE t.role = 'converted' OR NOT EXISTS (
  SELECT 1 FROM trainings c
  WHERE c.run = t.run AND c.activation = t.activation AND c.units = t.units AND c.step = 'refinement' AND c.role = 'converted');

CREATE VIEW folds AS
SELECT datasets.name AS data, v.activation, v.units, v.number AS fold, v.points, sqrt(v.sum_of_squares / v.points) AS rmse,
  v.formula
FROM validations v JOIN runs ON runs.id = v.run JOIN datasets ON datasets.id = runs.dataset;

CREATE VIEW cells AS
SELECT datasets.name AS data, j.activation, j.units, sum(j.step = 'restart') AS restarts, sum(j.step = 'refinement') AS searches,
  sum(j.step = 'fold') AS folds,
  (SELECT min(rmse) FROM trainings t WHERE t.run = j.run AND t.activation = j.activation AND t.units = j.units) AS best_rmse,
  (SELECT sqrt(sum(v.sum_of_squares) / sum(v.points)) FROM validations v
   WHERE v.run = j.run AND v.activation = j.activation AND v.units = j.units) AS validation_rmse,
  max(j.written) AS written
FROM jobs j JOIN runs ON runs.id = j.run JOIN datasets ON datasets.id = runs.dataset
GROUP BY j.run, j.activation, j.units;

CREATE VIEW draws AS
WITH RECURSIVE state (run, block, ensemble, number, states) AS (
  SELECT run, block, ensemble, 0, kept * walkers FROM blocks WHERE kept > 0 UNION ALL
  SELECT run, block, ensemble, number + 1, states FROM state WHERE number + 1 < states),
digits AS (
  SELECT b.run, b.ensemble, b.first_kept + state.number / b.walkers + 1 AS kept, state.number %% b.walkers + 1 AS walker,
    p.key AS position, p.value AS parameter,
    hex(substr(b.draws, 8 * (state.number * b.dimension + p.key) + 1, 8)) AS h
  FROM state JOIN blocks b USING (run, block, ensemble) JOIN chains ON chains.run = b.run, json_each(chains.parameters) p)
SELECT datasets.name AS data, runs.name AS chain, ensemble, walker,
  (chains.steps_before / chains.thin + kept) * chains.thin AS step, parameter, {real} AS value
FROM digits JOIN chains USING (run) JOIN runs ON runs.id = digits.run LEFT JOIN datasets ON datasets.id = runs.dataset;

CREATE VIEW summaries AS
SELECT datasets.name AS data, runs.name AS chain, s.parameter, s.mean, s.sd, s.median, s.lower, s.upper, s.rhat,
  s.effective_samples
FROM chain_summaries s JOIN runs ON runs.id = s.run LEFT JOIN datasets ON datasets.id = runs.dataset ORDER BY s.run, s.position;

CREATE VIEW progress AS
SELECT runs.kind, datasets.name AS data, runs.name, runs.started, runs.written, runs.ended,
  (SELECT count(*) FROM jobs WHERE jobs.run = runs.id) AS jobs, runs.of_jobs, chains.step, chains.of_steps,
  (SELECT count(DISTINCT block) FROM blocks WHERE blocks.run = runs.id) AS blocks, runs.answer
FROM runs LEFT JOIN datasets ON datasets.id = runs.dataset LEFT JOIN chains ON chains.run = runs.id ORDER BY runs.id;
"""

/// Which tasks of which plan a run has: its first one, and how many the whole plan has; a shard has no more of its plan than the runs
/// of its own tasks. And the ensembles or chains of a run that processes sample apart, each with its own state.
let private parts =
    """
CREATE TABLE planned (
  run INTEGER PRIMARY KEY REFERENCES runs, plan TEXT NOT NULL, first_task INTEGER NOT NULL, of_tasks INTEGER NOT NULL);

CREATE INDEX planned_tasks ON planned (first_task);

CREATE TABLE chain_parts (
  run INTEGER NOT NULL REFERENCES chains, ensemble INTEGER NOT NULL, notes TEXT NOT NULL, step INTEGER NOT NULL, state TEXT,
  stop TEXT, ticks INTEGER NOT NULL, PRIMARY KEY (run, ensemble)) WITHOUT ROWID;
"""

/// Migrations: number n leads from version n to version n + 1, which is `PRAGMA user_version`.
let migrations = [ tables; views; parts ]

let version = migrations.Length
