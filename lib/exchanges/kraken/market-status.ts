import type { MarketStatus } from '../model/market.ts';

/**
 * Words of `AssetPairs` (docs.kraken.com get-tradable-asset-pairs) and of the instrument feed (docs.kraken.com websocket-v2 instrument). Null
 * for another word.
 */
export function spotStatus(word: unknown): MarketStatus | null {
  if (word === 'online') return 'open';
  if (closedWords.some((each) => each === word)) return 'closed';
  return limitedWords.find((each) => each === word) ?? null;
}

const closedWords = ['maintenance', 'work_in_progress', 'delisted'];
const limitedWords: readonly MarketStatus[] = ['post_only', 'limit_only', 'reduce_only', 'cancel_only'];

/** `tradeable` and `postOnly` of an instrument (docs.kraken.com get-instruments). */
export function futuresStatus({ tradeable, postOnly }: Readonly<Record<string, unknown>>): MarketStatus | null {
  if (tradeable === false) return 'closed';
  if (tradeable !== true) return null;
  return postOnly === true ? 'post_only' : 'open';
}
