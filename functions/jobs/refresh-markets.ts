import { job } from '../../lib/api/endpoint.ts';
import { refreshAllMarkets } from '../../lib/exchanges/refresh-all-markets.ts';

export const handler = job('refresh-markets', refreshAllMarkets);
