import { costTables } from './aws/costs.ts';
import { readCommandLine } from './command-line.ts';

const USAGE = `usage: npm run costs

Prints the cost tables of docs/deploy.md: list prices (infra/aws/prices.ts) times the work that a call asks of AWS (infra/aws/workload.ts).
`;

readCommandLine({ usage: USAGE });
process.stdout.write(`${costTables()}\n`);
