import { settleAll } from '../../../aws/all-to-the-end.ts';
import { Decimal } from '../../../decimal.ts';
import type { ProvidedAdapter } from '../../interfaces/market-adapter.ts';
import type { Balance } from '../../model/position.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { type Json, requiredDecimal, requiredList, requiredText } from '../../wire/readers.ts';
import { assetFacts, toldRows } from '../../wire/told-rows.ts';
import { spotEndpoints } from '../endpoints.ts';

const title = 'Binance Spot';

export function spotWallets({ read, markets }: MarketWire): ProvidedAdapter['wallets'] {
  return {
    balanceList: async () => {
      const asked = read(spotEndpoints.account, { omitZeroBalances: 'true' });
      const [answer, codeOf] = await settleAll([asked, markets.assetNaming()]);
      const rows = requiredList(title, answer, 'balances');
      return toldRows(
        rows,
        (row) => balanceFrom(row, codeOf),
        (row) => assetFacts(row, 'asset', codeOf),
      );
    },
    margin: null,
    positions: null,
    untraded: null,
  };
}

/** `locked` is held by open orders. */
function balanceFrom(row: Json, codeOf: (asset: string) => string): Balance {
  const [free, used] = [requiredDecimal(title, row, 'free'), requiredDecimal(title, row, 'locked')];
  const total = new Decimal(free).plus(used).toFixed();
  return { asset: codeOf(requiredText(title, row, 'asset')), free, used, total };
}
