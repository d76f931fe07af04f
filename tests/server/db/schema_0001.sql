-- A database as version 0.1.0 left it (schema 0001). Never changed: upgrades start here.
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE invite (
	id VARCHAR(64) NOT NULL, 
	lesson_id VARCHAR(64) NOT NULL, 
	participant VARCHAR(64) NOT NULL, 
	role VARCHAR(16) NOT NULL, 
	name VARCHAR(80) NOT NULL, 
	created_s FLOAT NOT NULL, 
	expires_s FLOAT NOT NULL, 
	revoked_s FLOAT, 
	CONSTRAINT pk_invite PRIMARY KEY (id), 
	CONSTRAINT fk_invite_lesson_id_lesson FOREIGN KEY(lesson_id) REFERENCES lesson (id) ON DELETE CASCADE
);
INSERT INTO "invite" VALUES('invite01','lesson01','person01','teacher','Anna Lind',1790000000.0,1790600000.0,NULL);
INSERT INTO "invite" VALUES('invite02','lesson01','person02','pupil','Bo Ek',1790000000.0,1790600000.0,1790000300.0);
CREATE TABLE lesson (
	id VARCHAR(64) NOT NULL, 
	teacher VARCHAR(80) NOT NULL, 
	instrument VARCHAR(80) NOT NULL, 
	created_s FLOAT NOT NULL, 
	expires_s FLOAT NOT NULL, 
	revoked_s FLOAT, 
	echo_pause_ms INTEGER, 
	CONSTRAINT pk_lesson PRIMARY KEY (id)
);
INSERT INTO "lesson" VALUES('lesson01','Anna Lind','violin',1790000000.0,1790600000.0,NULL,NULL);
INSERT INTO "lesson" VALUES('lesson02','Anna Lind','',1790000100.0,1790003700.0,1790000200.0,500);
CREATE TABLE room_state (
	lesson_id VARCHAR(64) NOT NULL, 
	state TEXT NOT NULL, 
	revision INTEGER NOT NULL, 
	updated_s FLOAT NOT NULL, 
	CONSTRAINT pk_room_state PRIMARY KEY (lesson_id), 
	CONSTRAINT fk_room_state_lesson_id_lesson FOREIGN KEY(lesson_id) REFERENCES lesson (id) ON DELETE CASCADE
);
INSERT INTO "room_state" VALUES('lesson01','{}',7,1790000400.0);
CREATE TABLE secret (
	name VARCHAR(40) NOT NULL, 
	value BLOB NOT NULL, 
	created_s FLOAT NOT NULL, 
	CONSTRAINT pk_secret PRIMARY KEY (name)
);
INSERT INTO "secret" VALUES('token',X'6B6B6B6B6B6B6B6B6B6B6B6B6B6B6B6B6B6B6B6B6B6B6B6B6B6B6B6B6B6B6B6B',1790000000.0);
CREATE INDEX ix_lesson_expires_s ON lesson (expires_s);
CREATE INDEX ix_invite_lesson_id ON invite (lesson_id);
COMMIT;
