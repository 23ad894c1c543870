import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface KmsKey {
  readonly keyId: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly enabled: boolean;
  /** 256-bit, base64. */
  readonly material: string;
}

export interface KmsKeys {
  /** Creates a key with the given id, or with a random id. */
  create(keyId?: string): KmsKey;
  /** Finds a key by key id, key ARN, `alias/<name>` or alias ARN. */
  find(idOrAlias: string): KmsKey | undefined;
  setEnabled(keyId: string, enabled: boolean): void;
  /** False when the alias exists. */
  addAlias(alias: string, keyId: string): boolean;
}

interface StoredKeys {
  readonly keys: readonly KmsKey[];
  readonly aliases: Readonly<Record<string, string>>;
}

interface KeyRing {
  /** Undefined for keys in memory. */
  readonly dir: string | undefined;
  readonly arnPrefix: string;
  readonly keys: Map<string, KmsKey>;
  readonly aliases: Map<string, string>;
}

/** The keys of the local KMS: in `<dir>/keys.json` (mode 0600), or in memory without a folder. */
export function openKeys(dir?: string, accountId = '000000000000'): KmsKeys {
  const stored = dir === undefined ? undefined : read(fileIn(dir));
  const ring: KeyRing = {
    dir,
    arnPrefix: `arn:aws:kms:us-east-1:${accountId}:`,
    keys: new Map(stored?.keys.map((key) => [key.keyId, key])),
    aliases: new Map(Object.entries(stored?.aliases ?? {})),
  };
  return {
    create: (keyId = randomUUID()) => createKey(ring, keyId),
    find: (idOrAlias) => findKey(ring, idOrAlias),
    setEnabled: (keyId, enabled) => setEnabled(ring, keyId, enabled),
    addAlias: (alias, keyId) => addAlias(ring, alias, keyId),
  };
}

function createKey(ring: KeyRing, keyId: string): KmsKey {
  const arn = `${ring.arnPrefix}key/${keyId}`;
  const key = { keyId, arn, createdAt: Date.now(), enabled: true, material: randomBytes(32).toString('base64') };
  ring.keys.set(keyId, key);
  save(ring);
  return key;
}

function findKey({ arnPrefix, keys, aliases }: KeyRing, idOrAlias: string): KmsKey | undefined {
  const name = idOrAlias.startsWith(arnPrefix) ? idOrAlias.slice(arnPrefix.length) : idOrAlias;
  const keyId = name.startsWith('alias/') ? aliases.get(name) : name.replace(/^key\//, '');
  return keyId === undefined ? undefined : keys.get(keyId);
}

function setEnabled(ring: KeyRing, keyId: string, enabled: boolean): void {
  const key = ring.keys.get(keyId);
  if (key !== undefined) ring.keys.set(keyId, { ...key, enabled });
  save(ring);
}

function addAlias(ring: KeyRing, alias: string, keyId: string): boolean {
  if (ring.aliases.has(alias)) return false;
  ring.aliases.set(alias, keyId);
  save(ring);
  return true;
}

function fileIn(dir: string): string {
  return join(dir, 'keys.json');
}

function save({ dir, keys, aliases }: KeyRing): void {
  if (dir === undefined) return;
  const path = fileIn(dir);
  const content: StoredKeys = { keys: [...keys.values()], aliases: Object.fromEntries(aliases) };
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  // Renamed into place: a crash during the write must not lose the keys, because every sealed credential needs a key.
  writeFileSync(`${path}.new`, JSON.stringify(content), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

function read(path: string): StoredKeys | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as StoredKeys;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    // New keys must never replace an unreadable file: every sealed credential would be lost.
    throw new Error(`${path} cannot be read as the local KMS keys`, { cause: error });
  }
}
