import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type DeployOptions, readStage, StageError } from '../aws/stage.ts';
import { readCommandLine, refuse } from '../command-line.ts';
import { readDeployedStack, type Template } from './deployed-stack.ts';
import { type DeploymentPlan, parametersOf, planDeployment } from './deployment-plan.ts';

/** `npm run deploy -- STAGE`: synthesizes a stage, compares the stage with the deployed stack, and deploys. */
const USAGE = `usage: npm run deploy -- STAGE [--confirm OPTION,...] [--plan]

Synthesizes infra/stages/STAGE.json, says what changes for callers, shows the differences of the stack, and deploys. A change of identity,
tenant, fixed address, domain, retention, table or data stops here until --confirm names the option. Asks before rights are broadened.

  --confirm  guarded options whose change is wanted, e.g. FixedAddress
  --plan     stops before the deployment
`;

const OUT = 'cdk.out';
const { values, positionals } = readCommandLine({
  usage: USAGE,
  options: { confirm: { type: 'string' }, plan: { type: 'boolean' } },
  allowsArguments: true,
});

try {
  const [stage, ...more] = positionals;
  if (more.length > 0) refuse({ usage: USAGE }, `one stage at a time, not ${positionals.join(' ')}`);
  await deploy(readStage(stage));
} catch (error) {
  console.error(error instanceof StageError ? error.message : error);
  process.exitCode = 1;
}

async function deploy(options: DeployOptions): Promise<void> {
  const stackName = `oems-${options.stage}`;
  await run([join(import.meta.dirname, '../aws/app.ts'), options.stage]);
  const template = JSON.parse(await readFile(`${OUT}/${stackName}.template.json`, 'utf8')) as Template;
  const confirmed = values.confirm?.split(',') ?? [];
  const plan = planDeployment({ options, template, confirmed }, await deployedStack(stackName));
  console.log(`\nFor callers of ${stackName}:\n${listed(plan.forCallers)}`);
  if (plan.refused.length > 0) throw new StageError(`\nNothing was deployed:\n${listed(plan.refused)}`);
  await cdk(['diff', stackName]);
  if (values.plan) return console.log(`\n${stackName}: planned, not deployed`);
  await deployWith(stackName, plan);
}

async function deployWith(stackName: string, { guarded }: DeploymentPlan): Promise<void> {
  await cdk(['deploy', stackName, '--outputs-file', `${OUT}/outputs.json`, ...parametersOf(stackName, guarded)]);
  console.log(`\n${stackName}: deployed; the outputs are in ${OUT}/outputs.json`);
}

function listed(lines: readonly string[]): string {
  return lines.length === 0 ? '- nothing' : lines.map((line) => `- ${line}`).join('\n');
}

async function deployedStack(stackName: string) {
  try {
    return await readDeployedStack(stackName);
  } catch (error) {
    const { name, message } = error as Error;
    throw new StageError(
      `${stackName} could not be compared with the deployed stack, and nothing was deployed. ${name}: ${message}\nSet AWS credentials and AWS_REGION; docs/deploy.md has the rights that a deployer needs.`,
    );
  }
}

/** The assembly is synthesized already: CDK runs no program. */
function cdk(command: readonly string[]): Promise<void> {
  const program = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');
  return run([program, ...command, '--app', OUT]);
}

async function run(command: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, command, { stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new StageError(`${command.slice(0, 2).join(' ')} ended with status ${code}`);
}
