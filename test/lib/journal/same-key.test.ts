import { expect, it } from 'vitest';
import { isSameKey } from '../../../lib/journal/entry.ts';

const signed = { credentialVersion: 'v1', keyId: 'key-1' };

it.each([
  ['the same credential', { keyVersion: 'v1', keyId: 'key-1' }, signed, true],
  ['the same key that was set again', { keyVersion: 'v2', keyId: 'key-1' }, signed, true],
  ['another key', { keyVersion: 'v2', keyId: 'key-2' }, signed, false],
  ['a credential of an earlier release', { keyVersion: 'v2' }, signed, false],
  ['a credential and an entry of an earlier release', { keyVersion: 'v2' }, { credentialVersion: 'v1' }, false],
  ['an entry of an earlier release', { keyVersion: 'v1', keyId: 'key-1' }, { credentialVersion: 'v1' }, true],
])('%s proves absence only where it is the key of the request', (_title, session, record, same) => {
  expect(isSameKey(session, record)).toBe(same);
});
