import type { Account } from '../../engine/account.ts';
import type { ApiKey } from './auth.ts';
import type { SpotExchange } from './exchange.ts';
import type { Params } from './request.ts';

/** An authenticated request. */
export interface Call {
  exchange: SpotExchange;
  account: Account;
  key: ApiKey;
  params: Params;
}
