import { OemsError } from '../errors.ts';
import type { CredentialField, KeyDefinition } from '../exchanges/definition.ts';
import { type ExchangeId, exchanges } from '../exchanges/exchanges.ts';
import type { KeySlot } from '../exchanges/model/axes.ts';
import type { Credential } from '../exchanges/model/credential.ts';

/** Credential fields by their names in the request's `params`; "" and null clear. */
export type CredentialParams = Readonly<Record<string, string | null | undefined>>;

/** The credentials in `params`, by the key that they are for; `clear` where all fields of a key are empty. */
export function credentialsIn(
  exchange: ExchangeId,
  params: CredentialParams,
): Readonly<Record<KeySlot, Credential | 'clear'>> {
  const { keys } = exchanges[exchange];
  const known = Object.values(keys).flatMap(namesOf);
  const unknown = Object.keys(params).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw badParam(unknown, `is not a credential of ${exchange}; allowed are ${known.join(', ')}`);
  return Object.fromEntries(Object.entries(keys).flatMap(([slot, key]) => given(slot, key, params)));
}

/** The fields of a key are of use together only, so they are set together; clearing one clears all. */
function given(slot: KeySlot, { fields }: KeyDefinition, params: CredentialParams): [KeySlot, Credential | 'clear'][] {
  if (fields.every(({ name }) => params[name] === undefined)) return [];
  if (fields.every(({ name }) => !params[name])) return [[slot, 'clear']];
  const missing = fields.find(({ name }) => !params[name]);
  if (missing !== undefined)
    throw badParam(missing.name, `is missing: ${fields.map(({ name }) => name).join(' and ')} are set together`);
  return [[slot, Object.fromEntries(fields.map((field) => [field.as, checked(field, params[field.name] ?? '')]))]];
}

function checked({ name, pattern, rule }: CredentialField, value: string): string {
  if (pattern.test(value)) return value;
  throw badParam(name, rule);
}

function namesOf({ fields }: KeyDefinition): string[] {
  return fields.map(({ name }) => name);
}

function badParam(name: string, message: string): OemsError {
  return new OemsError('INVALID_REQUEST', `params.${name}: ${message}`, {
    details: [{ field: `params.${name}`, message }],
  });
}

export function noCredentials(exchange: ExchangeId): OemsError {
  const pairs = Object.values(exchanges[exchange].keys).map((key) => namesOf(key).join(' and '));
  return new OemsError('INVALID_REQUEST', `params: give ${pairs.join(', or ')}`, {
    details: [{ field: 'params', message: 'holds no key' }],
  });
}
