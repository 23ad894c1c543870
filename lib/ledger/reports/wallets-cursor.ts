import { invalidField } from '../../errors.ts';
import { type MarketType, marketTypes } from '../../exchanges/model/axes.ts';

/** Where each market's history goes on; null: at the newest row. A market that was read to its end is absent. */
export type WalletPlaces = Partial<Readonly<Record<MarketType, string | null>>>;

const prefix = 'all.';

/** Null where nothing follows. Opaque to clients; a request for a single market has a different cursor. */
export function walletsCursor(places: WalletPlaces): string | null {
  if (Object.keys(places).length === 0) return null;
  return `${prefix}${Buffer.from(JSON.stringify(places)).toString('base64url')}`;
}

/** Throws INVALID_REQUEST for a text that is no cursor over every market. */
export function placesIn(cursor: string | undefined): WalletPlaces {
  if (cursor === undefined) return Object.fromEntries(marketTypes.map((marketType) => [marketType, null]));
  const places = cursor.startsWith(prefix) ? parsed(cursor.slice(prefix.length)) : null;
  if (places === null) throw invalidField('cursor', 'must be a cursor from the answer before');
  return places;
}

function parsed(text: string): WalletPlaces | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return isPlaces(value) ? value : null;
  } catch {
    return null;
  }
}

function isPlaces(value: unknown): value is WalletPlaces {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return false;
  return Object.entries(value).every(
    ([name, place]) => marketTypes.some((type) => type === name) && (place === null || typeof place === 'string'),
  );
}
