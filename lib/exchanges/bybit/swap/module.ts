import type { MarketModule } from '../../wire/market-module.ts';
import { marketCode } from '../market-code.ts';
import { linearPart } from '../part.ts';

export const code: MarketModule = marketCode('Bybit Futures', linearPart);
