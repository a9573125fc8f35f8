/**
 * The scenario that describes a table as its metadata has it, with what one would do to it: the text that
 * `inspect --scenario` writes and that predictions are simulated from. The same table gives the same bytes.
 */
import type { TableSummary } from '../results/table-summary.ts';
import { formatBytes, formatCount, formatShare } from '../units/index.ts';
import { printable } from './errors.ts';
import { type LayoutOf, layoutOf } from './layout-of.ts';

export interface ScenarioOptions {
  /** What the table is called in titles. */
  readonly name: string;
  readonly workers: number;
  readonly instance: string;
  /** The column whose value is deleted; undefined: see layoutOf. */
  readonly by?: string | undefined;
  readonly replications: number;
}

export interface TableScenario {
  readonly text: string;
  readonly layout: LayoutOf;
  /** What of the table the model does not have, in sentences. */
  readonly notModelled: readonly string[];
}

const day = 86_400_000;
/** Beyond, a table's statistics say too little of rows that no file states. */
const assumedDistinct = 1e6;

/** For a table with live files. */
export function scenarioOf(table: TableSummary, options: ScenarioOptions): TableScenario {
  const layout = layoutOf(table, options.by);
  const rows = rowsOf(table);
  const names = namesOf(table, layout);
  const key = layout.key === null ? null : names.get(layout.key.name)!;
  const notModelled = missing(table, layout);
  const distinct = Math.max(2, Math.round(rows ?? assumedDistinct));
  const lines = [
    `# ${comment(options.name)}, as its ${table.format === 'delta' ? 'log' : 'metadata'} has it at version ${table.tableVersion}${dateOf(table)}.`,
    '# Written by lakesim inspect; numbers with "found" are the table\'s own. Run it: lakesim run FILE',
    ...notModelled.map((text) => `# Not in it: ${comment(text)}`),
    'lakesim: 1',
    `title: ${quoted(`Upkeep of ${options.name}`)}`,
    'question: Does it pay to compact this table, and what do a clean-up and the deletion of one key take?',
    '',
    'parameters:',
    '  # What runs it: named on the command line, or the default.',
    `  workers: ${options.workers}`,
    '  # Rows of the key that is deleted. The log does not say: assumed.',
    '  rowsPerKey: 1',
    '  # What OPTIMIZE makes files of, and below which it takes them (Delta: optimize.maxFileSize, minFileSize, 1 GiB).',
    '  target: 1 GiB',
    '',
    'defaults:',
    '  storage: s3-standard',
    '  table:',
    `    profile: ${table.format}`,
    ...tableLines(table, { layout, names, rows, distinct }),
    '  compute:',
    '    profile: spark-emr',
    `    instance: ${options.instance}`,
    '    workers: =workers',
    ...designLines(key),
    'run:',
    '  seed: 1',
    `  replications: ${options.replications}`,
    ...claimLines(key, Math.max(2, Math.min(1000, Math.floor(distinct / 4)))),
  ];
  return { text: `${lines.join('\n')}\n`, layout, notModelled };
}

interface Described {
  readonly layout: LayoutOf;
  readonly names: ReadonlyMap<string, string>;
  readonly rows: number | null;
  readonly distinct: number;
}

function tableLines(table: TableSummary, { layout, names, rows, distinct }: Described): string[] {
  const lines = [
    `    # Found: ${formatCount(table.liveFiles)} live files, ${formatBytes(table.liveBytes)}, by size.`,
    '    contents:',
    ...table.sizeHistogram
      .filter(({ files }) => files > 0)
      .map(({ files, bytes }) => `      - { files: ${files}, size: ${Math.max(files, bytes)} B }`),
  ];
  if (rows !== null) {
    const { rowCountShare } = table;
    lines.push(
      rowCountShare === 1
        ? '    # Found in the statistics of all files.'
        : `    # Found in the statistics of ${formatShare(rowCountShare)} of the files, the others by their bytes.`,
      `    rows: ${rows}`,
    );
  }
  lines.push(`    # Found in the schema.`, `    columnCount: ${Math.max(1, table.columns.length)}`);
  if (table.partitions !== null && table.partitionColumns.length > 0 && table.partitions > 0) {
    lines.push(
      `    # Found: partitioned by ${comment(table.partitionColumns.join(', '))}. Files are spread over them evenly.`,
      `    partitions: ${table.partitions}`,
    );
  }
  if (layout.key !== null) lines.push(...layoutLines(layout, names, distinct));
  const configuration = table.delta?.configuration ?? {};
  const every = Number(configuration['delta.checkpointInterval']);
  if (Number.isSafeInteger(every) && every > 0)
    lines.push('    # Found: delta.checkpointInterval.', `    checkpointEvery: ${every}`);
  if (table.deletionVectors > 0 && table.format === 'delta')
    lines.push(
      '    # Found: deletion vectors.',
      `    marked: { files: ${table.deletionVectors}, rows: ${Math.max(1, table.deletedRows)}, size: ${Math.max(1, table.deletionVectorBytes)} B }`,
    );
  if (table.tombstones > 0)
    lines.push(
      '    # Found: files that commits have removed. Taken as old enough for a clean-up, and as there still: neither is in the log.',
      `    removed: { files: ${table.tombstones}, size: ${table.tombstoneBytesKnown} B, ago: 30 d }`,
    );
  return lines;
}

function layoutLines(
  { key, layout, orderBy, hasBounds }: LayoutOf,
  names: ReadonlyMap<string, string>,
  distinct: number,
) {
  const name = names.get(key!.name)!;
  const unknown = orderBy.filter((each) => each === null).length;
  const ordered = orderBy.map((each, nth) => (each === null ? `unknown_${nth + 1}` : names.get(each)!));
  const columns = [...new Set([name, ...ordered])];
  const found = hasBounds
    ? `# Found: equality on ${comment(key!.name)} reads ${formatShare(key!.clustering!.overlapShare)} of the files, by their least and greatest values.`
    : `# Found: too few files state the least and the greatest ${comment(key!.name)}, so that equality on it reads all of them.`;
  return [
    `    ${found}`,
    ...(unknown > 0
      ? [
          `    # As along a curve of ${orderBy.length} columns; ${unknown === 1 ? 'one of them stands' : `${unknown} of them stand`} for what the log does not say.`,
        ]
      : []),
    `    layout: ${layout}`,
    ...(layout === 'random' ? [] : [`    orderBy: [${ordered.join(', ')}]`]),
    ...(hasBounds ? [] : ['    statistics: 0']),
    '    # How many values they have the log does not say: taken as different in each row.',
    '    columns:',
    ...columns.map((each) => `      ${each}: { distinct: ${distinct} }`),
  ];
}

function designLines(key: string | null): string[] {
  const deletion = ['          rowsPerKey: =rowsPerKey'];
  return [
    '',
    'designs:',
    '  as_it_is:',
    '    workload:',
    '      - query:',
    '          name: full_scan',
    '  # OPTIMIZE, a task for each new file; and the same scan behind it.',
    '  compacted:',
    '    workload:',
    '      - compact:',
    '          target: =target',
    '          small: 100%',
    '          write: bins',
    '      - query:',
    '          name: full_scan',
    '          after: compact',
    '  # VACUUM: a full listing, and deletes one after another by the driver.',
    '  cleaned:',
    '    workload:',
    '      - vacuum: {}',
    ...(key === null
      ? []
      : [
          '  delete_rewriting:',
          '    table:',
          '      changes: copy-on-write',
          '    workload:',
          '      - delete_rows:',
          `          by: ${key}`,
          ...deletion,
          '  delete_marking:',
          '    table:',
          '      changes: merge-on-read',
          '    workload:',
          '      - delete_rows:',
          `          by: ${key}`,
          ...deletion,
        ]),
    '',
  ];
}

function claimLines(key: string | null, mostRows: number): string[] {
  return [
    '',
    'claims:',
    '  - id: scan_gets_faster',
    '    says: A full scan takes at most nine tenths of its time once the table is compacted',
    '    value: compacted.full_scan.latency / as_it_is.full_scan.latency',
    '    expect: "<= 90%"',
    '    assumptions:',
    '      - { parameter: workers, low: 1, high: 64, scale: log }',
    '  - id: pays_for_itself',
    '    says: Within a hundred full scans compaction has paid for itself',
    '    value: (as_it_is.full_scan.cost - compacted.full_scan.cost) * 100 / compacted.compact.cost',
    '    expect: ">= 1"',
    ...(key === null
      ? []
      : [
          '  - id: marking_is_cheaper',
          '    says: Deletion vectors make the delete of one key cheaper',
          '    value: delete_marking.delete_rows.cost / delete_rewriting.delete_rows.cost',
          '    expect: "< 100%"',
          '    assumptions:',
          `      - { parameter: rowsPerKey, low: 1, high: ${mostRows}, scale: log }`,
        ]),
  ];
}

/** Rows of all files, deleted ones included: files that state none have as many a byte as the others; null: none does. */
function rowsOf({ liveRowsBeforeDeletes, rowCountShare }: TableSummary): number | null {
  if (rowCountShare <= 0 || liveRowsBeforeDeletes <= 0) return null;
  return Math.round(liveRowsBeforeDeletes / rowCountShare);
}

/** Names that the language takes: what does not fit is called by its place in the schema. */
function namesOf({ columns }: TableSummary, { orderBy }: LayoutOf): Map<string, string> {
  const taken = new Set(orderBy.map((_, nth) => `unknown_${nth + 1}`));
  const names = new Map<string, string>();
  columns.forEach(({ name }, nth) => {
    const plain = /^[A-Za-z][A-Za-z0-9_]{0,60}$/.test(name) && !taken.has(name) ? name : `column_${nth + 1}`;
    taken.add(plain);
    names.set(name, plain);
  });
  return names;
}

function missing(table: TableSummary, { key }: LayoutOf): string[] {
  const texts: string[] = [];
  const { partitions, maxFilesInPartition, liveFiles, delta, iceberg } = table;
  if (partitions !== null && partitions > 0 && maxFilesInPartition > (2 * liveFiles) / partitions)
    texts.push(
      `partitions that differ: the largest has ${formatCount(maxFilesInPartition)} files, the mean is ${formatCount(Math.round(liveFiles / partitions))}`,
    );
  if (delta !== null && delta.commitsSinceCheckpoint > 10)
    texts.push(
      `the ${formatCount(delta.commitsSinceCheckpoint)} commits since the last checkpoint, which a reader that begins gets one by one`,
    );
  if (iceberg !== null && iceberg.live.pos.files + iceberg.live.eq.files > 0)
    texts.push(
      `delete files: ${formatCount(iceberg.live.pos.files)} by position, ${formatCount(iceberg.live.eq.files)} by equality`,
    );
  if (iceberg !== null && table.tombstones > 0)
    texts.push('bytes of removed files, which the manifests looked at do not sum up');
  if (key === null) texts.push('deletes: the table has no column beside those of its partitions');
  return texts;
}

function dateOf({ delta }: TableSummary): string {
  const last = delta?.cadence?.lastMilliseconds;
  if (last === undefined || !(last > 0) || last > 8.64e15) return '';
  return `, ${new Date(Math.floor(last / day) * day).toISOString().slice(0, 10)}`;
}

/** Names come from the table: nothing of them may end a comment's line. */
const comment = printable;
const quoted = (text: string): string => JSON.stringify(printable(text));
