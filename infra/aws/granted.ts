import type { Grant, ItemClass, TableAction } from './grant.ts';
import { type FunctionId, grants } from './grants.ts';

/** The conclusions from the rights of a function. */

function sealsOrOpens(grant: Grant): boolean {
  return 'secrets' in grant;
}
function puts(...classes: ItemClass[]) {
  return (grant: Grant): boolean =>
    'items' in grant && grant.actions.includes('PutItem') && classes.some((each) => grant.items.includes(each));
}

/**
 * True for functions that seal keys (after a check at the exchange), open keys (to call the exchange) or store
 * markets (after a read).
 */
export function callsExchange(id: FunctionId): boolean {
  return grants[id].some((grant) => sealsOrOpens(grant) || puts('MARKETS')(grant));
}

export function writesLedger(id: FunctionId): boolean {
  return grants[id].some(puts('LEDGER'));
}

/** True for functions that journal requests, or how they ended. */
export function writesJournal(id: FunctionId): boolean {
  const classes: readonly ItemClass[] = ['ORDER', 'TRANSFER'];
  const actions: readonly TableAction[] = ['PutItem', 'UpdateItem'];
  return grants[id].some(
    (grant) =>
      'items' in grant &&
      classes.some((each) => grant.items.includes(each)) &&
      actions.some((action) => grant.actions.includes(action)),
  );
}

/** True for functions that write or read the audit trail. */
export function usesAudit(id: FunctionId): boolean {
  return grants[id].some((grant) => 'items' in grant && grant.items.includes('AUDIT'));
}

/** True for functions that request pulls. */
export function sendsPulls(id: FunctionId): boolean {
  return grants[id].some(
    (grant) => 'queue' in grant && grant.queue === 'pulls' && grant.actions.includes('SendMessage'),
  );
}

/** True for functions that seal or open exchange keys. */
export function usesSecrets(id: FunctionId): boolean {
  return grants[id].some(sealsOrOpens);
}

export function mayUseSecrets(id: FunctionId, action: 'Encrypt' | 'Decrypt'): boolean {
  return grants[id].some((grant) => 'secrets' in grant && grant.secrets === action);
}
