import type { MarketName } from '../exchanges/exchanges.ts';

/** A message of a pull queue; the JSON is the body. */
export type PullMessage =
  | { readonly kind: 'account'; readonly tenant: string; readonly accountId: string }
  | ({ readonly kind: 'rates'; readonly symbol: string } & MarketName);
