import type { MarketModule } from '../../wire/market-module.ts';
import { marketCode } from '../market-code.ts';
import { spotPart } from '../part.ts';

export const code: MarketModule = marketCode('Bybit Spot', spotPart);
