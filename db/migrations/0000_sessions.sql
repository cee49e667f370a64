CREATE TABLE `environments` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`config` text NOT NULL,
	`is_default` integer DEFAULT false NOT NULL,
	`ever_ready` integer DEFAULT false NOT NULL,
	`created_at` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `prompts` (
	`id` text PRIMARY KEY NOT NULL,
	`session_id` text NOT NULL,
	`text` text NOT NULL,
	`state` text NOT NULL,
	`created_at` text NOT NULL,
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `prompts_by_session` ON `prompts` (`session_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`repo_url` text NOT NULL,
	`branch` text,
	`environment_id` text,
	`agent` text NOT NULL,
	`status` text NOT NULL,
	`status_reason` text,
	`status_checked_at` text NOT NULL,
	`steps` text NOT NULL,
	`adapter_state` text,
	`container_id` text,
	`volume_name` text,
	`cloned` integer DEFAULT false NOT NULL,
	`terminals` text NOT NULL,
	`exit` text,
	`pinned` integer DEFAULT false NOT NULL,
	`idle_timeout_minutes` real,
	`last_activity_at` text,
	`created_at` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `sign_ins` (
	`id` text PRIMARY KEY NOT NULL,
	`cookie_hash` text NOT NULL,
	`key_hash` text NOT NULL,
	`user_agent` text NOT NULL,
	`created_at` text NOT NULL,
	`expires_at` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sign_ins_cookie_hash_unique` ON `sign_ins` (`cookie_hash`);