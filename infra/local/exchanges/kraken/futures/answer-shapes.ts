import * as z from 'zod';
import { parseInput } from '../../server/control-input.ts';
import { type WrittenOrder, writtenOrders } from '../written-order.ts';
import { Refusal } from './refusal.ts';

/** Answers that are documented or recorded in more than one shape. */
export interface AnswerShapes {
  /**
   * Refusals by the parser of requests. `word`: `{"error":"invalidArgument: …"}`, as documented. `list`:
   * `{"status":"BAD_REQUEST","errors":[{"code":11,"message":"Argument invalid: …"}]}`. `recorded`: the recorded refusal of each request, and
   * the word for requests without a record.
   */
  readonly errors: 'recorded' | 'word' | 'list';
  /** What `quantity` counts in orders/status and in order events: the whole order, or what is open. No record tells orders/status. */
  readonly quantity: 'whole' | 'open';
  /** Whether `openorders` tells the sizes of a trigger that has not fired: told in 2023, left out in 2026 (nautilus_trader issue 4492). */
  readonly triggerSizes: 'told' | 'left-out';
  /**
   * The client order id of fills, of `openorders` and of orders/status. `cliOrdId`: as documented. `cli_ord_id`: a fill of 2023 and an
   * acknowledgement of 2024 in the test data of nautilus_trader. `left-out`: of fills and of `openorders`, whose documentation tells the id
   * "only if the order has a client order id" and whose other recorded rows have none; orders/status and the events tell the id then.
   */
  readonly clientIds: 'cliOrdId' | 'cli_ord_id' | 'left-out';
  /**
   * Where events tell the name of the next page. `body`: `continuationToken`, recorded (comments of CCXT) and documented. `header`: "opaque
   * token from the Next-Continuation-Token header" (docs.kraken.com, get-order-events). `left-out`: nowhere, as the optional field allows.
   */
  readonly nextPage: 'body' | 'header' | 'left-out';
  /**
   * Whether `before` of the account log and `lastFillTime` of fills include the moment. No page says (get-account-log, get-fills: "before"); an
   * answer of 2023 to a `before` shows a row of the moment (python-kraken-sdk). `before` of events likewise.
   */
  readonly rangeEnds: 'exclusive' | 'inclusive';
  /** Whether `since` of the account log and of events includes the moment. No page says (get-account-log, get-order-events). */
  readonly rangeStarts: 'inclusive' | 'exclusive';
  /**
   * The name of a wallet in the account log. `requests`: as in requests and in `accounts`. `feed`: `f-bch:usd` for the wallet of an inverse
   * contract (docs.kraken.com, feed account_log), and the coin alone for cash (`ETH` beside the asset `eth`, recorded 2023, python-kraken-sdk).
   */
  readonly loggedWallets: 'requests' | 'feed';
  readonly fillOrder: WrittenOrder;
}

export const usualShapes: AnswerShapes = {
  errors: 'recorded',
  quantity: 'whole',
  triggerSizes: 'left-out',
  clientIds: 'cliOrdId',
  nextPage: 'body',
  rangeEnds: 'exclusive',
  rangeStarts: 'inclusive',
  loggedWallets: 'requests',
  fillOrder: 'newest',
};

const input = z.strictObject({
  errors: z.enum(['recorded', 'word', 'list']).optional(),
  quantity: z.enum(['whole', 'open']).optional(),
  trigger_sizes: z.enum(['told', 'left-out']).optional(),
  client_ids: z.enum(['cliOrdId', 'cli_ord_id', 'left-out']).optional(),
  next_page: z.enum(['body', 'header', 'left-out']).optional(),
  range_ends: z.enum(['exclusive', 'inclusive']).optional(),
  range_starts: z.enum(['inclusive', 'exclusive']).optional(),
  logged_wallets: z.enum(['requests', 'feed']).optional(),
  fill_order: z.enum(writtenOrders).optional(),
});

/** `answers`: the shapes of answers from now on, by the names of `input`. An empty body only asks. */
export function controlAnswers(settings: { answers: AnswerShapes }, body: Record<string, unknown>): unknown {
  const told = parseInput(input, body);
  const { answers } = settings;
  settings.answers = {
    errors: told.errors ?? answers.errors,
    quantity: told.quantity ?? answers.quantity,
    triggerSizes: told.trigger_sizes ?? answers.triggerSizes,
    clientIds: told.client_ids ?? answers.clientIds,
    nextPage: told.next_page ?? answers.nextPage,
    rangeEnds: told.range_ends ?? answers.rangeEnds,
    rangeStarts: told.range_starts ?? answers.rangeStarts,
    loggedWallets: told.logged_wallets ?? answers.loggedWallets,
    fillOrder: told.fill_order ?? answers.fillOrder,
  };
  return shownShapes(settings.answers);
}

function shownShapes({ errors, quantity, ...answers }: AnswerShapes): unknown {
  return {
    errors,
    quantity,
    trigger_sizes: answers.triggerSizes,
    client_ids: answers.clientIds,
    next_page: answers.nextPage,
    range_ends: answers.rangeEnds,
    range_starts: answers.rangeStarts,
    logged_wallets: answers.loggedWallets,
    fill_order: answers.fillOrder,
  };
}

/** The client order id of a row, under the name that is set. A list that may leave the id out leaves out an order without an id. */
export function clientIdIn(clientOrderId: string | null, clientIds: AnswerShapes['clientIds']): object {
  return clientOrderId === null || clientIds === 'left-out' ? {} : { [clientIds]: clientOrderId };
}

/** The refusal of a request by /derivatives, in the shape that is set. */
export function shaped(refusal: Refusal, errors: AnswerShapes['errors']): Refusal {
  if (errors === 'word') return asWord(refusal);
  return errors === 'list' ? asListed(refusal) : refusal;
}

/** `BAD_REQUEST`, code 11: editorder with a malformed id (recorded 2026-09), sendorder with an unknown type (recorded 2023). */
export const badRequestCode = 11;
/** `NOT_FOUND`, code 0: an endpoint that is not there (v3/historicalfundingrates, recorded 2026-09). */
const notFoundCode = 0;

export function noSuchEndpoint(): Refusal {
  return new Refusal('404 NOT_FOUND', 404, notFoundCode);
}

/** Only the text `Argument invalid: …` is recorded; the text for a missing argument is a guess after the same pattern. */
function asListed(refusal: Refusal): Refusal {
  const [, name] = /^invalidArgument: (.*)$/.exec(refusal.message) ?? [];
  if (name !== undefined) return new Refusal(`Argument invalid: ${name}`, 400, badRequestCode);
  const isMissing = refusal.message === 'requiredArgumentMissing';
  return isMissing ? new Refusal('Argument missing', 400, badRequestCode) : refusal;
}

function asWord(refusal: Refusal): Refusal {
  if (refusal.code === notFoundCode) return new Refusal('notFound', 404);
  if (refusal.code !== badRequestCode) return refusal;
  return new Refusal(`invalidArgument: ${refusal.message.replace('Argument invalid: ', '')}`);
}
