import django.db.models.deletion
import django.utils.timezone
import tenghuan.apps.access.schema
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('organization', '__first__'),
    ]

    operations = [
        tenghuan.apps.access.schema.CreateTables(
            tables=[
                migrations.CreateModel(
                    name='Wish',
                    fields=[
                        ('account', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='wish', serialize=False, to=settings.AUTH_USER_MODEL)),
                        ('mail', models.EmailField(blank=True, max_length=120, verbose_name='邮箱')),
                        ('muted', models.JSONField(default=list, verbose_name='不接收的种类')),
                        ('mail_kinds', models.JSONField(default=list, verbose_name='随时发邮件的种类')),
                        ('digest', models.BooleanField(default=True, verbose_name='每日汇总邮件')),
                        ('quiet_from', models.TimeField(blank=True, null=True, verbose_name='免打扰开始')),
                        ('quiet_until', models.TimeField(blank=True, null=True, verbose_name='免打扰结束')),
                    ],
                    options={
                        'verbose_name': '消息设置',
                    },
                ),
                migrations.CreateModel(
                    name='Delivery',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('channel', models.CharField(choices=[('mail', '邮件'), ('webhook', '政务消息接口')], max_length=8, verbose_name='渠道')),
                        ('key', models.CharField(max_length=80, verbose_name='编号')),
                        ('subject', models.CharField(max_length=200, verbose_name='标题')),
                        ('body', models.TextField(verbose_name='内容')),
                        ('told', models.JSONField(default=dict)),
                        ('state', models.CharField(choices=[('waiting', '待发送'), ('sent', '已发送'), ('dead', '未送达')], default='waiting', max_length=8, verbose_name='状态')),
                        ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='次数')),
                        ('due_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='下次发送')),
                        ('token', models.CharField(blank=True, max_length=32)),
                        ('lease_until', models.DateTimeField(null=True)),
                        ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='产生时间')),
                        ('sent_at', models.DateTimeField(null=True, verbose_name='发送时间')),
                        ('error', models.CharField(blank=True, max_length=300, verbose_name='失败原因')),
                        ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
                    ],
                    options={
                        'verbose_name': '外发消息',
                        'verbose_name_plural': '外发消息',
                        'ordering': ('due_at', 'pk'),
                        'indexes': [models.Index(fields=['state', 'due_at'], name='notices_del_state_4d5a62_idx')],
                        'constraints': [models.UniqueConstraint(fields=('channel', 'key'), name='sent_once_a_channel')],
                    },
                ),
                migrations.CreateModel(
                    name='Notice',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('object_id', models.PositiveBigIntegerField()),
                        ('kind', models.CharField(choices=[('todo', '新待办'), ('returned', '退回'), ('happened', '办理动态'), ('due', '临近期限'), ('overdue', '逾期'), ('nudge', '催办'), ('escalated', '升级')], max_length=10, verbose_name='种类')),
                        ('key', models.CharField(max_length=80)),
                        ('title', models.CharField(max_length=200, verbose_name='消息')),
                        ('note', models.CharField(blank=True, max_length=500, verbose_name='说明')),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='时间')),
                        ('read_at', models.DateTimeField(null=True, verbose_name='已读时间')),
                        ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
                        ('content_type', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contenttypes.contenttype')),
                    ],
                    options={
                        'verbose_name': '消息',
                        'verbose_name_plural': '消息',
                        'ordering': ('-at', '-pk'),
                        'indexes': [models.Index(fields=['account', '-at'], name='notices_not_account_68ea65_idx'), models.Index(condition=models.Q(('read_at', None)), fields=['account'], name='notices_unread')],
                        'constraints': [models.UniqueConstraint(fields=('account', 'key'), name='told_once')],
                    },
                ),
            ],
        ),
    ]
