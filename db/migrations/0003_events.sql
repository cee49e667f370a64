CREATE TABLE `events` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` text NOT NULL,
	`session_id` text,
	`session_name` text,
	`actor` text NOT NULL,
	`what` text NOT NULL,
	`why` text,
	`result` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `events_by_session` ON `events` (`session_id`,`id`);