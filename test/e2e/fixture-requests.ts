import fc from 'fast-check';
import { openapi } from '../../lib/contract/openapi.ts';
import type { OperationId } from '../../lib/contract/routes.ts';
import type { ExchangeId } from '../../lib/exchanges/exchanges.ts';
import { type Document, type Operation, resolved, type Schema } from '../lib/contract/fixture-document.ts';

/** A request as the wire has it. */
export interface Request {
  readonly method: string;
  readonly target: string;
  readonly body: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

type Field = Schema & { readonly type?: string; readonly minimum?: number; readonly maximum?: number };

interface Fields {
  readonly properties: Readonly<Record<string, Field>>;
  readonly required: readonly string[];
}

const document = openapi() as unknown as Document;

/** Values that reach far into an operation, for fields that a schema describes by a pattern. */
const values: Readonly<Record<string, readonly unknown[]>> = {
  exchange_account_id: ['mine', 'mine', 'mine', 'nobody'],
  symbol: ['BTC/USD', 'BTC/USD:USD', 'BTC/USD:BTC', 'NOPE/USD'],
  asset: ['USD', 'BTC', 'NOPE'],
  quote: ['USD', 'NOPE'],
  search: ['BTC', 'nothing'],
  order_id: ['OAAAAA-BBBBB-CCCCCC', '00000000-0000-4000-8000-000000000000'],
  client_order_id: ['first', 'second'],
  client_transfer_id: ['0c7d1a9f64b84c0c9b3f2f6f2a1d7e55'],
  transfer_id: ['BOG5AE5-KSCNR4-VPNPEV'],
  idempotency_key: ['first', 'second'],
  from: ['2026-06-01', '1782460800000'],
  to: ['2027-01-01T00:00:00Z'],
  cursor: ['garbage'],
  quantity: [0.001, '0.0004', 0.00001, '12345678901234567.1', 10],
  price: [70_000, '70500', 70_000.05],
  stop_price: [70_000, '95000'],
  leverage: [5, '2', 1000],
  amount: [1, '0.5', 1e9],
  params: [{}, { apiKey: 'a' }, { apiKey: 'A'.repeat(56), secret: 'c2VjcmV0' }],
};

/** Of the accounts at the other exchanges, which have the names of the exchanges. */
const valuesAt: Readonly<Record<ExchangeId, typeof values>> = {
  kraken: values,
  binance: { ...values, ...namesOf('binance'), order_id: ['28457911001', '812443000001', 'a-1'] },
  bybit: { ...values, ...namesOf('bybit'), order_id: ['1679273000026000001', '086fd015-5ac2-45ad-aee9-ce0d4312e17e'] },
};

function namesOf(account: string): typeof values {
  return {
    exchange_account_id: [account],
    symbol: ['BTC/USDT', 'BTC/USDT:USDT', 'BTC/USD:BTC', 'NOPE/USDT'],
    asset: ['USDT', 'BTC', 'NOPE'],
    quote: ['USDT', 'NOPE'],
  };
}

const wrong: readonly unknown[] = [null, '', 'x', -1, true, [], {}, 'a b', 1e21];

function fieldOf(at: ExchangeId, name: string, field: Field): fc.Arbitrary<unknown> {
  const { enum: choices, type, minimum = 1, maximum = 100 } = field;
  const known = valuesAt[at][name];
  if (known !== undefined) return fc.constantFrom(...known);
  if (choices !== undefined) return fc.constantFrom(...choices);
  if (type === 'boolean') return fc.boolean();
  if (type === 'integer') return fc.integer({ min: minimum, max: Math.min(maximum, 20) });
  if (field.$ref?.endsWith('/PositiveDecimal')) return fc.constantFrom<unknown>(1, '2.5');
  return fc.constantFrom('x', 'csv', 'kraken');
}

/** Mostly what the schema allows; one field in twenty is wrong, missing or unknown. */
function fieldsOf(at: ExchangeId, { properties, required }: Fields): fc.Arbitrary<Record<string, unknown>> {
  const own = Object.fromEntries(
    Object.entries(properties).map(([name, field]) => [
      name,
      fc.oneof(
        { weight: required.includes(name) ? 24 : 5, arbitrary: fieldOf(at, name, field) },
        { weight: required.includes(name) ? 1 : 18, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: fc.constantFrom(...wrong) },
      ),
    ]),
  );
  const extra = rarely(fc.constant<object>({ unknown_field: 1 }), {});
  return fc.tuple(fc.record(own), extra).map(([fields, more]) => ({ ...fields, ...more }));
}

/** Once in sixteen times. */
function rarely<T>(arbitrary: fc.Arbitrary<T>, usual: T): fc.Arbitrary<T> {
  return fc.oneof({ weight: 15, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary });
}

const prefer = fc.constantFrom<Record<string, string>>({}, { prefer: 'decimals=string' }, { prefer: 'wait=1' });
const keys = fc.constantFrom<Record<string, string>>(
  {},
  {},
  { 'idempotency-key': 'first' },
  { 'idempotency-key': 'a b' },
);
const bodies = fc.constantFrom('', '{', 'null', '[]', '{"a":1,"a":2}');

/** Requests for an operation, derived from the OpenAPI document, with every header that the operation takes, for an account of the exchange. */
export function requestsOf(id: OperationId, at: ExchangeId = 'kraken'): fc.Arbitrary<Request> {
  const { path, method, operation } = found(id);
  const isQuery = operation.requestBody === undefined;
  return fc
    .tuple(fieldsOf(at, shapeOf(operation)), prefer, keys, rarely<string | undefined>(bodies, undefined))
    .map(([fields, preferred, key, raw]) => {
      const headers = { ...preferred, ...key };
      if (isQuery) return { method, target: `${path}${queryOf(fields)}`, body: undefined, headers };
      return { method, target: path, body: raw ?? JSON.stringify(fields), headers };
    });
}

/** The operation takes the id of an account, so that its answer depends on the exchange. */
export function isOfAccount(id: OperationId): boolean {
  return Object.hasOwn(shapeOf(found(id).operation).properties, 'exchange_account_id');
}

function found(id: OperationId) {
  for (const [path, methods] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(methods))
      if (operation.operationId === id) return { path, method: method.toUpperCase(), operation };
  throw new Error(`the document lacks ${id}`);
}

function shapeOf({ requestBody, parameters }: Operation): Fields {
  const schema = requestBody?.content['application/json']?.schema;
  if (schema !== undefined) return { required: [], properties: {}, ...resolved<Partial<Fields>>(document, schema) };
  const own = parameters
    .map((parameter) => resolved<{ name: string; in: string; required: boolean; schema: Field }>(document, parameter))
    .filter(({ in: place }) => place === 'query');
  return {
    properties: Object.fromEntries(own.map(({ name, schema: field }) => [name, field])),
    required: own.filter(({ required }) => required).map(({ name }) => name),
  };
}

function queryOf(fields: Record<string, unknown>): string {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return given.length === 0
    ? ''
    : `?${new URLSearchParams(Object.fromEntries(given.map(([name, value]) => [name, String(value)])))}`;
}
