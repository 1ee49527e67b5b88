import { Command } from 'commander';
import type { Program } from '../action.ts';
import { linkJellyfinCommand } from './link-jellyfin.ts';
import { linkPlexCommand } from './link-plex.ts';

export function linkCommand(program: Program): Command {
  return new Command('link')
    .description('sign in to a server and keep it as a source')
    .addCommand(linkPlexCommand(program))
    .addCommand(linkJellyfinCommand(program));
}
