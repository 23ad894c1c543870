import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { readOptions } from './context.ts';
import { createOemsStack } from './oems-stack.ts';

interface AppOptions {
  readonly distDir: string;
  readonly outdir: string;
  /** Added to the context of the CDK CLI. */
  readonly context?: Readonly<Record<string, string>>;
}

/**
 * The app, with three checks of the template: the AwsSolutions and Serverless rules of cdk-nag, and the CloudFormation
 * schemas of CDK. `synth` sets the exit code of the process for every finding that is not acknowledged. Throws a
 * ContextError for bad options.
 */
export function createOemsApp({ distDir, outdir, context = {} }: AppOptions): App {
  const app = new App({
    outdir,
    analyticsReporting: false,
    context: { ...context, '@aws-cdk/core:validateAgainstDefaultRules': true },
  });
  createOemsStack(app, readOptions(app.node.getAllContext()), distDir);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  return app;
}
