import type { MarginMode } from '../model/position.ts';
import type { MarketWire } from '../wire/market-wire.ts';
import { requiredText } from '../wire/readers.ts';
import { endpoints } from './endpoints.ts';
import { resultIn } from './lists.ts';

/** docs/v5 account/account-info. `portfolio` puts the whole wallet behind every position, as cross margin does. */
export type AccountMode = 'cross' | 'isolated' | 'portfolio' | null;

const modes: Readonly<Record<string, AccountMode>> = {
  REGULAR_MARGIN: 'cross',
  ISOLATED_MARGIN: 'isolated',
  PORTFOLIO_MARGIN: 'portfolio',
};

/** The margin mode of the whole account. Null for an unknown word. */
export async function accountMode({
  read,
  market: { title },
}: Pick<MarketWire, 'read' | 'market'>): Promise<AccountMode> {
  const info = resultIn(title, await read(endpoints.accountInfo));
  return modes[requiredText(title, info, 'marginMode')] ?? null;
}

export function marginModeOf(mode: AccountMode): MarginMode | null {
  return mode === 'portfolio' ? 'cross' : mode;
}
