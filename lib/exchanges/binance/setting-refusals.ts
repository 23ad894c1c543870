import { about, definite, type RefusalRule } from '../wire/refusals.ts';

/** The request is well formed: the state of the account is against it. */
function notWhile(what: string): string {
  return `${what} ({code}). Cancel the orders with DELETE /oems/execution/open-orders, or close the position with POST /oems/execution/close-position, and repeat`;
}

function refused(codes: readonly string[], message: string): RefusalRule[] {
  return codes.map((match) => definite(match, 'INVALID_REQUEST', message));
}

/** Codes of USD-M about leverage and margin mode (USD-M: Error Codes, 40xx to 44xx). */
export const settingRefusals: readonly RefusalRule[] = [
  // "No need to change": of the margin mode, and of the position mode.
  ...['-4046', '-4059'].map((match) => ({
    ...definite(match, 'INVALID_REQUEST', 'The setting is so already ({code})'),
    kind: 'alreadySo' as const,
  })),
  ...refused(['-4047'], notWhile('The margin mode cannot change while orders of the symbol are open')),
  ...refused(['-4048'], notWhile('The margin mode cannot change while a position in the symbol is open')),
  ...refused(['-4161'], notWhile('The leverage of an isolated position cannot be reduced while the position is open')),
  ...refused(
    ['-4168'],
    'Isolated margin is not possible in multi-assets mode ({code}); leave the mode at Binance first',
  ),
  about(
    'leverage',
    definite('-4028', 'INVALID_ORDER', 'Binance does not accept this leverage for the symbol ({code})'),
  ),
  ...refused(
    ['-4202', '-4203', '-4204', '-4205', '-4206', '-4207', '-4208', '-4209', '-4403'],
    'Binance does not accept this leverage or margin mode for the account as it is ({code})',
  ),
];
