import { type Endpoint, publicCall } from '../../../lib/exchanges/wire/endpoint.ts';
import type { AnswerTable, Operation } from '../exchanges/answer-table.ts';

/** The reader of a sample: a row of the exchange's table, a list of its catalogue, or why there is none. */
export type RowOf =
  | { readonly row: string | null; readonly operation: Operation }
  | { readonly list: string }
  | { readonly why: string };

interface Asked {
  readonly endpoint: string;
  readonly operation: string | null;
}

/**
 * `endpoint` is the exchange's own name with or without the path and the method before it: `PUT /v3/leveragepreferences`. Another name, such
 * as a method of a client, is read by the first endpoint that the operation asks.
 */
export function rowOf(table: AnswerTable, { endpoint, operation }: Asked): RowOf {
  if (endpoint === 'any') return anyRow(table, operation);
  const [list] = Object.entries(table.lists).find(([path]) => isAt(endpoint, path)) ?? [];
  if (list !== undefined) return { list };
  const rows = rowsAt(table, endpoint);
  const [first] = rows;
  if (first === undefined) return rowFor(table, operation) ?? { why: unreadBy(table, endpoint) };
  const found = rows.flatMap((row) => readable(table, row).map((each) => ({ row, operation: each })));
  const wanted = operation === null ? found[0] : found.find((each) => each.operation === operation);
  if (wanted !== undefined) return wanted;
  const known = found.map((each) => each.operation).join(', ');
  return { why: `operation: ${operation} does not read ${endpoint}; use one of ${known}` };
}

function rowFor(table: AnswerTable, operation: string | null): RowOf | null {
  const found = Object.entries(table.rows).flatMap(([row, { operations }]) =>
    operations.map((each, place) => ({ row, operation: each, place })),
  );
  // The endpoint that the operation is the first reader of, before others that it also asks.
  const own = found.filter((each) => each.operation === operation).sort((one, other) => one.place - other.place);
  return own[0] ?? listFor(table, operation);
}

/** The first list of the catalogue that is read for the operation. */
function listFor({ lists }: AnswerTable, operation: string | null): RowOf | null {
  const [list] = Object.entries(lists).find(([, each]) => each.operation === operation) ?? [];
  return list === undefined ? null : { list };
}

/** Every operation that has a reader. */
function operationsOf(table: AnswerTable): string {
  const ofLists = Object.values(table.lists).map(({ operation }) => operation);
  const ofRows = Object.keys(table.rows).flatMap((row) => readable(table, row));
  return [...new Set<string>([...ofRows, ...ofLists])].join(', ');
}

function unreadBy(table: AnswerTable, endpoint: string): string {
  const operations = operationsOf(table);
  const asked = namesOf(table).join(', ');
  return `no reader of ${endpoint}: name an operation (${operations}), or an endpoint that the adapter asks: ${asked}`;
}

/** An error body that may come from any endpoint: the first endpoint that the operation asks answers with it. */
function anyRow(table: AnswerTable, operation: string | null): RowOf {
  if (operation === null) return { row: null, operation: 'balances' };
  const known = Object.keys(table.rows).flatMap((row) => readable(table, row));
  const found = known.find((each) => each === operation);
  if (found !== undefined) return { row: null, operation: found };
  return (
    listFor(table, operation) ?? { why: `operation: ${operation} is not known; use one of ${operationsOf(table)}` }
  );
}

function readable({ rows }: AnswerTable, row: string): readonly Operation[] {
  return rows[row]?.operations ?? [];
}

/** The rows of the longest path that fits: `orders/status` is not `status`. */
function rowsAt({ endpoints }: AnswerTable, wanted: string): string[] {
  const [method, path] = /^(GET|POST|PUT|DELETE) +(.+)$/.exec(wanted)?.slice(1) ?? [undefined, wanted];
  const fitting = Object.entries(endpoints).filter(
    ([, each]) => isAt(path ?? '', each.path) && (method === undefined || each.method === method),
  );
  const longest = Math.max(...fitting.map(([, each]) => each.path.length));
  return fitting.filter(([, each]) => each.path.length === longest).map(([row]) => row);
}

function isAt(wanted: string, path: string): boolean {
  const [plain, end] = [wanted, path].map((text) => text.toLowerCase().replace(/^\/+|\/+$/g, ''));
  return plain === end || (plain ?? '').endsWith(`/${end}`);
}

function namesOf({ endpoints, lists }: AnswerTable): string[] {
  return [...Object.keys(lists), ...new Set(Object.values(endpoints).map(({ path }) => path))];
}

/** The endpoint of a row. */
export function endpointOf({ endpoints }: AnswerTable, row: string | null): Endpoint {
  const found = row === null ? undefined : endpoints[row];
  return found ?? publicCall('GET', '');
}
