import type { Told } from '../../../lib/exchanges/model/told.ts';

type Row = Readonly<Record<string, unknown>>;

/** A list of an exchange, and the reader of the list. */
export interface ListCase {
  /** As the exchange sends them: each is told as one row of the answer. */
  readonly rows: readonly Row[];
  /** The answer of the reader where the exchange sends these rows. `isWhole`: the answer says that nothing is left out. */
  readonly read: (rows: readonly unknown[]) => Promise<Answered>;
  /** The reader that takes the list for a proof: must throw where a row is left out. */
  readonly proof?: (rows: readonly unknown[]) => Promise<readonly unknown[]>;
  /** A look for the order or transfer of a row. Must never say "absent", but for a row whose `names` are garbled. */
  readonly look?: (rows: readonly unknown[], index: number) => Promise<'found' | 'absent'>;
  readonly names?: readonly string[];
  /** Fields in which a number is a different fact and no garbled one: a time, or an amount of zero elsewhere. */
  readonly numbers?: readonly string[];
  /** Fields that the exchange leaves out, or empty, in rows of another kind. */
  readonly optional?: readonly string[];
}

/** What a look among the rows says of a wanted row that is not shown. */
export function lookIn({ rows, unread }: Told<unknown>): 'found' | 'absent' {
  if (rows.length === 0 && unread.length > 0) throw new Error('an unread row may be the wanted row');
  return rows.length === 0 ? 'absent' : 'found';
}

export interface Answered {
  readonly rows: readonly unknown[];
  readonly isWhole: boolean;
}

/** In place of a field: missing, null, a number, an object, an empty text. */
const garbage: readonly unknown[] = [undefined, null, 7, {}, ''];
const nothing: readonly unknown[] = [undefined, null, ''];
/** In place of a row. */
const noRows: readonly unknown[] = [null, 7, 'text', []];

interface Sample {
  readonly name: string;
  readonly index: number;
  /** The field that is garbled; null: the row as a whole. */
  readonly field: string | null;
  readonly rows: readonly unknown[];
}

/** Every field of every row garbled in every way, also within objects of the row, and every row as a whole. */
export function samplesOf({ rows, numbers = [], optional = [] }: ListCase): Sample[] {
  return rows.flatMap((row, index) => [
    ...fieldsOf(row).flatMap((path) =>
      garbage
        .filter((value) => typeof value !== 'number' || !numbers.includes(path.at(-1) ?? ''))
        .filter((value) => !nothing.includes(value) || !optional.includes(path.at(-1) ?? ''))
        .map((value) => sampleOf(rows, index, path.join('.'), changed(row, path, value), value)),
    ),
    ...noRows.map((value) => sampleOf(rows, index, null, value, value)),
  ]);
}

function sampleOf(rows: readonly Row[], index: number, field: string | null, row: unknown, value: unknown): Sample {
  const name = `row ${index}, ${field ?? 'the row'}: ${value === undefined ? 'missing' : JSON.stringify(value)}`;
  return { name, index, field, rows: rows.with(index, row as Row) };
}

function fieldsOf(row: Row): string[][] {
  return Object.entries(row).flatMap(([key, value]) => [
    [key],
    ...(typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.keys(value).map((inner) => [key, inner])
      : []),
  ]);
}

function changed(row: Row, [key = '', ...inner]: readonly string[], value: unknown): Row {
  return { ...row, [key]: inner.length === 0 ? value : changed(row[key] as Row, inner, value) };
}

/** What is wrong with the readers of a list, in words; empty where nothing is. */
export async function faultsOf(list: ListCase): Promise<string[]> {
  const whole = await list.read(list.rows);
  if (whole.rows.length !== list.rows.length || !whole.isWhole) return ['the readable list is not told whole'];
  const told = whole.rows.map((row) => JSON.stringify(row));
  const faults: string[] = [];
  for (const sample of samplesOf(list)) {
    const found = [...(await readingFaults(list, sample, told)), ...(await proofFaults(list, sample))];
    faults.push(...found.map((fault) => `${sample.name}: ${fault}`));
  }
  return faults;
}

async function readingFaults(list: ListCase, sample: Sample, told: readonly string[]): Promise<string[]> {
  try {
    const { rows, isWhole } = await list.read(sample.rows);
    const now = rows.map((row) => JSON.stringify(row));
    const lost = told.filter((row) => !now.includes(row)).length;
    const isSilent = isWhole && rows.length < sample.rows.length;
    return [
      ...(lost > 1 ? ['another row is lost or changed'] : []),
      ...(isSilent ? ['a row is left out in silence'] : []),
    ];
  } catch (error) {
    return [`the list fails: ${error}`];
  }
}

async function proofFaults({ proof, look, names = [] }: ListCase, { index, field, rows }: Sample): Promise<string[]> {
  const listed = (await proof?.(rows).catch(() => null)) ?? null;
  const isPart = listed !== null && listed.length < rows.length;
  const isNamed = field === null || !names.includes(field);
  const isAbsent = isNamed && (await look?.(rows, index).catch(() => null)) === 'absent';
  return [
    ...(isPart ? ['a part of the list passes for a proof'] : []),
    ...(isAbsent ? ['the order is told as absent'] : []),
  ];
}
