import { OemsError } from '../errors.ts';
import type { KeyDefinition } from '../exchanges/definition.ts';
import { type ExchangeId, exchanges } from '../exchanges/exchanges.ts';
import type { KeySlot } from '../exchanges/model/axes.ts';
import type { Credential, CredentialField } from '../exchanges/model/credential.ts';

/** Credential fields by their names in the request's `params`; "" and null clear. */
export type CredentialParams = Readonly<Record<string, string | null | undefined>>;

/** The credentials in `params` by key slot; `clear` where all fields of a key are empty. */
export function credentialsIn(
  exchange: ExchangeId,
  params: CredentialParams,
): Readonly<Record<KeySlot, Credential | 'clear'>> {
  const { keys, title } = exchanges[exchange];
  const known = Object.values(keys).flatMap(namesOf);
  const unknown = Object.keys(params).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw badParam(unknown, `is not a credential field of ${title}; send only ${known.join(', ')}`);
  return Object.fromEntries(Object.entries(keys).flatMap(([slot, key]) => given(slot, key, params)));
}

/** The fields of a key are useful only together, so all fields are set together. Clearing a key clears all fields. */
function given(slot: KeySlot, key: KeyDefinition, params: CredentialParams): [KeySlot, Credential | 'clear'][] {
  const { fields, title } = key;
  if (fields.every(({ name }) => params[name] === undefined)) return [];
  if (fields.every(({ name }) => !params[name])) return [[slot, 'clear']];
  const missing = fields.find(({ name }) => !params[name]);
  if (missing !== undefined)
    throw badParam(
      missing.name,
      `is missing; send ${listOf(key)} together, or all of them empty to clear the ${title}`,
    );
  return [[slot, Object.fromEntries(fields.map((field) => [field.as, checked(field, params[field.name] ?? '')]))]];
}

function checked({ name, pattern, rule }: CredentialField, value: string): string {
  if (pattern.test(value)) return value;
  throw badParam(name, rule);
}

function namesOf({ fields }: KeyDefinition): string[] {
  return fields.map(({ name }) => name);
}

/** `apiKey, secret and passphrase` */
function listOf(key: KeyDefinition): string {
  const names = namesOf(key);
  return [names.slice(0, -1).join(', '), ...names.slice(-1)].filter(Boolean).join(' and ');
}

function badParam(name: string, message: string): OemsError {
  return new OemsError('INVALID_REQUEST', `params.${name}: ${message}`, {
    details: [{ field: `params.${name}`, message }],
  });
}

export function noCredentials(exchange: ExchangeId): OemsError {
  const keys = Object.values(exchanges[exchange].keys).map(listOf);
  return new OemsError('INVALID_REQUEST', `params: holds no key; send ${keys.join(', or ')}`, {
    details: [{ field: 'params', message: `holds no key; send ${keys.join(', or ')}` }],
  });
}
