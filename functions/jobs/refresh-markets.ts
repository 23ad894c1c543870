import { job } from '../../lib/http/endpoint.ts';
import { refreshAllMarkets } from '../../lib/session/refresh-all-markets.ts';

export const handler = job('refresh-markets', refreshAllMarkets);
