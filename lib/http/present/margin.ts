import type { Input } from '../../contract/deferred.ts';
import type { marginResponse } from '../../contract/schemas/trading.ts';
import type { MarginSettings } from '../../margin/margin.ts';

export function presentMargin(accountId: string, settings: MarginSettings): Input<typeof marginResponse> {
  return {
    exchange: settings.exchange,
    exchange_account_id: accountId,
    symbol: settings.symbol,
    margin_mode: settings.marginMode,
    leverage: settings.leverage,
  };
}
