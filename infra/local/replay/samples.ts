import { exchangeIds, type MarketName, marketOf } from '../../../lib/exchanges/exchanges.ts';
import { marketTypes } from '../../../lib/exchanges/model/axes.ts';
import { isRecord, type Json } from '../../../lib/exchanges/wire/readers.ts';
import { answersOf } from '../stack/simulated-hosts.ts';
import { numberOf, parseRaw } from './exact-json.ts';

/** A recorded answer of an exchange. */
export interface Sample {
  readonly id: string;
  readonly name: MarketName;
  readonly endpoint: string;
  /** Null: the first reader of the endpoint. */
  readonly operation: string | null;
  readonly http: number;
  readonly body: string;
  /** The exchange's list of markets; null: the list of the simulator. */
  readonly markets: string | null;
}

/** The file cannot be replayed. The message names the field and the remedy. */
export class BadSamples extends Error {}

export function samplesIn(text: string): Sample[] {
  const parsed = parseRaw(text);
  if (parsed === undefined)
    throw new BadSamples('is not valid JSON: a body with line breaks or quotes must be a JSON text');
  if (!Array.isArray(parsed))
    throw new BadSamples(
      'must hold a JSON list of samples: [{"id", "exchange", "endpoint", "body"}]; an answer alone is the body of a sample',
    );
  return parsed.map(sampleOf);
}

function sampleOf(value: unknown, index: number): Sample {
  if (!isRecord(value))
    throw new BadSamples(`sample ${index + 1} must be an object with id, exchange, endpoint and body`);
  const id = value.id === undefined ? String(index + 1) : textOf(value, 'id', index);
  if (value.body === undefined)
    throw new BadSamples(`sample ${index + 1}, body: is required: the answer's text as the exchange sent the text`);
  return {
    id,
    name: nameOf(value, index),
    endpoint: textOf(value, 'endpoint', index),
    operation: value.operation === undefined || value.operation === null ? null : textOf(value, 'operation', index),
    http: httpOf(value, index),
    body: answerText(value.body),
    markets: value.markets === undefined || value.markets === null ? null : answerText(value.markets),
  };
}

function textOf(sample: Json, field: string, index: number): string {
  const found = sample[field];
  if (typeof found === 'string' && found !== '') return found;
  throw new BadSamples(`sample ${index + 1}, ${field}: must be a text that is not empty`);
}

function httpOf({ http = null }: Json, index: number): number {
  const status = http === null ? 200 : numberOf(http);
  if (status !== null && Number.isInteger(status) && status >= 100 && status <= 599) return status;
  throw new BadSamples(`sample ${index + 1}, http: must be an HTTP status from 100 to 599, or left out for 200`);
}

/** A text stands as the exchange sent the text; a JSON value is written as text again, every number with its digits. */
function answerText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function nameOf(sample: Json, index: number): MarketName {
  const field = sample.exchange === undefined && sample.venue !== undefined ? 'venue' : 'exchange';
  const word = textOf(sample, field, index);
  const found = markets().find(({ words }) => words.includes(word));
  if (found !== undefined) return found.name;
  const known = markets().flatMap(({ words }) => words);
  throw new BadSamples(`sample ${index + 1}, ${field}: ${word} is not known; use one of ${known.join(', ')}`);
}

/** Each market by the `exchange` of API answers, and by its short name. */
function markets(): { readonly name: MarketName; readonly words: readonly string[] }[] {
  const names = exchangeIds.flatMap((exchange) => marketTypes.map((marketType) => ({ exchange, marketType })));
  return names.map((name) => ({ name, words: [marketOf(name).ccxtId, answersOf(name).venue] }));
}
