import type { MarketName } from '../exchanges/exchanges.ts';

/** What one message of a pull queue asks for; its JSON is the body. */
export type PullMessage =
  | { readonly kind: 'account'; readonly tenant: string; readonly accountId: string }
  | ({ readonly kind: 'rates'; readonly symbol: string } & MarketName);
