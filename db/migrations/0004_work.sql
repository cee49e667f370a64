CREATE TABLE `rescues` (
	`id` text PRIMARY KEY NOT NULL,
	`session_id` text NOT NULL,
	`name` text NOT NULL,
	`repo_url` text NOT NULL,
	`branch` text,
	`environment_id` text,
	`agent` text NOT NULL,
	`command` text,
	`permission_mode` text,
	`bytes` integer NOT NULL,
	`sha256` text NOT NULL,
	`summary` text NOT NULL,
	`created_at` text NOT NULL,
	`expires_at` text NOT NULL
);
--> statement-breakpoint
ALTER TABLE `sessions` ADD `git` text;--> statement-breakpoint
ALTER TABLE `sessions` ADD `rescue_id` text;