import { routes } from '../../lib/contract/routes.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { answerTo } from '../../lib/http/present/cancel-request.ts';
import { cancelRequest } from '../../lib/http/requests/cancel-all-request.ts';

export const handler = endpoint(routes.cancelAllOrders, async (query, call) => answerTo(cancelRequest(call, query)));
