import { createRequire } from 'node:module';

/**
 * dynalite 4.0.0 does not know `ReturnValuesOnConditionCheckFailure: ALL_OLD`: it drops the parameter and answers a
 * failed condition without the item. The order path depends on the item being the very one that the condition was
 * checked against, so it cannot be read afterwards. Both gaps are closed where dynalite decides: its parameter
 * tables learn the name, and its condition check (which runs under the item's lock) puts the item into the error.
 */

const require = createRequire(import.meta.url);

interface ConditionError {
  readonly body: { Item?: unknown };
}

type CheckConditional = (data: Record<string, unknown>, item: unknown) => ConditionError | null | undefined;

interface ParameterTable {
  readonly types: Record<string, unknown>;
}

const PARAMETER = 'ReturnValuesOnConditionCheckFailure';
const WRITES = ['putItem', 'updateItem', 'deleteItem'];

/** Idempotent; takes effect for every dynalite of this process. Throws when dynalite's inside is not the one known. */
export function teachDynaliteConditionItem(): void {
  const db = require('dynalite/db') as { checkConditional: CheckConditional };
  const original = db.checkConditional;
  if (typeof original !== 'function') throw new Error('dynalite has no db.checkConditional: expected dynalite 4.0');
  for (const write of WRITES) {
    const table = require(`dynalite/validations/${write}`) as ParameterTable;
    if (table.types[PARAMETER] !== undefined) return;
    table.types[PARAMETER] = { type: 'String', enum: ['ALL_OLD', 'NONE'] };
  }
  db.checkConditional = (data, item) => {
    const failure = original(data, item);
    // DynamoDB leaves the item out when there is none.
    if (failure && data[PARAMETER] === 'ALL_OLD' && item !== undefined) failure.body.Item = item;
    return failure;
  };
}
