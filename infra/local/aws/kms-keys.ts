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
  /** Under an id of its own unless one is given. */
  create(keyId?: string): KmsKey;
  /** By key id, key ARN, `alias/<name>` or alias ARN. */
  find(idOrAlias: string): KmsKey | undefined;
  setEnabled(keyId: string, enabled: boolean): void;
  /** False when the alias exists. */
  addAlias(alias: string, keyId: string): boolean;
}

interface Stored {
  keys: KmsKey[];
  aliases: Record<string, string>;
}

/** The keys of the local KMS: in `<dir>/keys.json` (mode 0600), or in memory without a folder. */
export function openKeys(dir?: string, accountId = '000000000000'): KmsKeys {
  const arnPrefix = `arn:aws:kms:us-east-1:${accountId}:`;
  const path = dir === undefined ? undefined : join(dir, 'keys.json');
  const stored = path === undefined ? undefined : read(path);
  const keys = new Map(stored?.keys.map((key) => [key.keyId, key]));
  const aliases = new Map(Object.entries(stored?.aliases ?? {}));

  function save(): void {
    if (dir === undefined || path === undefined) return;
    const content: Stored = { keys: [...keys.values()], aliases: Object.fromEntries(aliases) };
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    // Renamed into place: a crash in the middle must not cost the keys, or every sealed credential is lost with them.
    writeFileSync(`${path}.new`, JSON.stringify(content), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }

  return {
    create(keyId = randomUUID()) {
      const arn = `${arnPrefix}key/${keyId}`;
      const key = { keyId, arn, createdAt: Date.now(), enabled: true, material: randomBytes(32).toString('base64') };
      keys.set(keyId, key);
      save();
      return key;
    },
    find(idOrAlias) {
      const name = idOrAlias.startsWith(arnPrefix) ? idOrAlias.slice(arnPrefix.length) : idOrAlias;
      const keyId = name.startsWith('alias/') ? aliases.get(name) : name.replace(/^key\//, '');
      return keyId === undefined ? undefined : keys.get(keyId);
    },
    setEnabled(keyId, enabled) {
      const key = keys.get(keyId);
      if (key !== undefined) keys.set(keyId, { ...key, enabled });
      save();
    },
    addAlias(alias, keyId) {
      if (aliases.has(alias)) return false;
      aliases.set(alias, keyId);
      save();
      return true;
    },
  };
}

function read(path: string): Stored | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Stored;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    // Never replaced by new keys: that would make every sealed credential unreadable.
    throw new Error(`${path} cannot be read as the local KMS keys`, { cause: error });
  }
}
