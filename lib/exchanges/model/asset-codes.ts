import type { AssetNames } from './market.ts';

/** The code of an asset by a name that the exchange uses. */
export function assetNamingOf({ codesByAlias }: AssetNames): (name: string) => string {
  return (name) => codesByAlias[name] ?? codesByAlias[name.toUpperCase()] ?? ownCode(name);
}

/** `usd` is USD. A name in small and large letters, such as the tokenized `AAPLx`, stays as the exchange writes the name. */
export function ownCode(name: string): string {
  return isMixed(name) ? name : name.toUpperCase();
}

function isMixed(name: string): boolean {
  return name !== name.toUpperCase() && name !== name.toLowerCase();
}
